import { BridgeError, type Handlers, isName } from '@drawbridge/core'

export type CapabilityAnswer = 'granted' | 'denied' | 'unknown'

/** Says which of the names that a miniapp asks for it gets from now on. */
export type CapabilityDecision<M> = (
  names: readonly string[],
  context: { readonly miniapp: M },
) => readonly string[] | Promise<readonly string[]>

/** Which event types, and `appEvent`, one miniapp may use. */
export interface Capabilities {
  allows(name: string): boolean
  /** The granted names; `*` for all. */
  granted(): readonly string[]
  /** Whether something changed. */
  grant(names: readonly string[]): boolean
  revoke(names: readonly string[]): boolean
  /** The answer to a miniapp that asks for `names`: one for each. `decide` may grant what has a handler. */
  answer(
    names: unknown,
    handlers: Handlers,
    decide:
      | ((names: readonly string[]) => readonly string[] | Promise<readonly string[]>)
      | undefined,
  ): Promise<Record<string, CapabilityAnswer>>
}

/** @param list Without it, or with `*` in it, everything is granted. */
export function createCapabilities(list: readonly string[] | undefined): Capabilities {
  const names = list && !list.includes('*') ? new Set(list) : undefined
  const allows = (name: string): boolean => names === undefined || names.has(name)
  const grant = (wanted: readonly string[]): boolean => {
    const added = wanted.filter((name) => !allows(name))
    for (const name of added) names?.add(name)
    return added.length > 0
  }
  return {
    allows,
    granted: () => (names ? [...names] : ['*']),
    grant,
    revoke(unwanted) {
      if (!names)
        throw new BridgeError(
          'INVALID_PAYLOAD',
          'Nothing can be revoked while everything is granted. List capabilities in createHost',
        )
      return unwanted.filter((name) => names.delete(name)).length > 0
    },
    async answer(asked, handlers, decide) {
      const wanted = Array.isArray(asked) ? asked.filter((name) => isName(name)) : []
      const missing = wanted.filter((name) => !allows(name))
      const isKnown = (name: string): boolean =>
        name === 'appEvent' || handlers.find(name) !== undefined
      const open = missing.filter(isKnown)
      if (decide && open.length > 0) {
        const decided = await decide(open)
        grant(open.filter((name) => decided.includes(name)))
      }
      return Object.fromEntries(
        wanted.map((name) => {
          if (allows(name)) return [name, 'granted'] as const
          return [name, isKnown(name) ? 'denied' : 'unknown'] as const
        }),
      )
    },
  }
}
