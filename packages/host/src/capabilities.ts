import { type Handlers, isName } from '@drawbridge/core'

/** Which event types, and `appEvent`, the miniapps of a host may use. */
export interface Capabilities {
  allows(name: string): boolean
  /** The granted names; `*` for all. */
  granted(): readonly string[]
  /** The answer to a miniapp that asks for `names`: one for each. */
  answer(names: unknown, handlers: Handlers): Record<string, 'granted' | 'denied' | 'unknown'>
}

/** @param list Without it everything is granted. */
export function createCapabilities(list: readonly string[] | undefined): Capabilities {
  const names = list && new Set(list)
  const allows = (name: string): boolean => names === undefined || names.has(name)
  return {
    allows,
    granted: () => (names ? [...names] : ['*']),
    answer(asked, handlers) {
      const wanted = Array.isArray(asked) ? asked.filter((name) => isName(name)) : []
      return Object.fromEntries(
        wanted.map((name) => {
          if (allows(name)) return [name, 'granted'] as const
          return [name, handlers.find(name) ? 'denied' : 'unknown'] as const
        }),
      )
    },
  }
}
