import type { ContractEntries } from '@drawbridge/core'
import { originRule } from '@drawbridge/core/window'
import { factsKey, type MiniappFacts } from './facts.js'
import type { Miniapp, Status } from './types.js'

/** One way to find a host, and what came of it. */
export interface Candidate {
  readonly name: string
  readonly why: string
  /** The line to add or to change, as code. */
  readonly fix?: string
  /** Something that works and should not stay so. */
  readonly warning?: string
}

export interface Diagnosis {
  readonly status: Status
  /** Milliseconds that the search for a host took, or takes so far. */
  readonly waited: number
  readonly candidates: readonly Candidate[]
  /** All of it, for a console or a bug report. */
  readonly text: string
}

/**
 * Says which kinds of host were looked for, for how long, why each was not found, and the line that would
 * change it. For development: shows origins and the address of this page.
 *
 * @example
 * ```ts
 * miniapp.connected.catch(() => console.info(diagnose(miniapp).text))
 * ```
 */
export function diagnose<E extends ContractEntries>(miniapp: Miniapp<E>): Diagnosis {
  const facts = (miniapp as unknown as { [factsKey]: () => MiniappFacts })[factsKey]()
  const { status, error } = facts
  const transport = miniapp.session?.transport
  const waited = Math.round(facts.waited)
  const candidates = facts.searches.map((search) =>
    search.name === 'web' && (status !== 'connected' || transport === 'port')
      ? ofWeb(search, facts)
      : ofOther(search, facts, transport),
  )
  const lines = candidates.flatMap(({ name, why, fix, warning }) => [
    `${name}: ${why}`,
    ...(fix ? [`  ${fix}`] : []),
    ...(warning ? [`  Warning: ${warning}`] : []),
  ])
  const head = `Drawbridge is ${status} after ${waited} ms${error ? ` (${error.code}: ${error.message})` : ''}`
  return { status, waited, candidates, text: [head, ...lines].join('\n') }
}

type Search = MiniappFacts['searches'][number]

function ofOther(
  { name, isLikely }: Search,
  { status }: MiniappFacts,
  transport: string | undefined,
): Candidate {
  if (status === 'connected' && name === 'native' && transport === name)
    return { name, why: 'the native app around this page is the host' }
  if (status === 'connected') return { name, why: 'not needed: another host was found' }
  return { name, why: isLikely ? 'there are signs of it, and it did not answer' : 'no sign of it' }
}

function ofWeb(search: Search, { appId, status }: MiniappFacts): Candidate {
  const {
    name,
    isLikely,
    hostOrigins,
    parentOrigin,
    knockedBy = [],
    helloTo = [],
    refusal,
  } = search
  const anyOrigin = hostOrigins === 'any' && {
    warning: `hostOrigins is 'any': every page that frames this one is taken for a host`,
  }
  const give = (why: string, fix?: string): Candidate => ({
    name,
    why,
    ...(fix !== undefined && { fix }),
    ...anyOrigin,
  })
  const mount = (more = ''): string =>
    `host.mount(container, { url: ${quote(here())}, appId: ${quote(appId)}${more} })`

  if (status === 'connected') return give('the page around this one is the host')
  if (!isLikely) return give('this page is not in a frame. In the host page:', mount())
  if (refusal === 'ALREADY_CONNECTED')
    return give('another miniapp of this document has the connection: share it, or close it first')
  const stranger = [parentOrigin, ...knockedBy].find(
    (origin) => origin !== undefined && (origin === 'null' || !isListed(origin, hostOrigins)),
  )
  if (stranger !== undefined && !/^https?:/.test(stranger))
    return give(
      `the page around this one has no origin (${stranger}), so that it can be no host. Serve it over https or http`,
    )
  if (!hostOrigins || hostOrigins.length === 0 || stranger) {
    const list = [
      ...(hostOrigins === 'any' ? [] : (hostOrigins ?? [])),
      stranger ?? 'https://host.example',
    ]
    const why = stranger ? `hostOrigins does not list ${stranger}` : 'hostOrigins is missing'
    return give(`${why}. In this page:`, `hostOrigins: [${list.map(quote).join(', ')}]`)
  }
  if (refusal === 'ORIGIN_NOT_ALLOWED' && self.origin === 'null')
    return give(
      'this page has no origin and did not show the token of its launch. Keep the fragment of the address that the host gave, until createMiniapp has run',
    )
  if (refusal === 'ORIGIN_NOT_ALLOWED' && self.origin === parentOrigin)
    return give(
      'this page is on the origin of the host, where a sandbox would hold nothing. Serve it from another origin',
    )
  if (refusal === 'ORIGIN_NOT_ALLOWED')
    return give(
      'the host refused the origin of this page. In the host page:',
      mount(`, origins: [${quote(location.origin)}]`),
    )
  if (refusal) return give(`the host refused this page (${refusal})`)
  if (knockedBy.length > 0)
    return give(`${knockedBy.join(', ')} knocked and did not welcome this page`)
  if (helloTo.length === 0)
    return give(
      'no page knocked, and which origin to greet is not known. In the host page:',
      mount(),
    )
  return give(
    `said hello to ${helloTo.join(', ')}, which did not answer. In the host page:`,
    mount(),
  )
}

function isListed(origin: string, list: Search['hostOrigins']): boolean {
  if (list === 'any') return true
  try {
    return originRule(list ?? [], 'hostOrigins').matches(origin)
  } catch {
    return false
  }
}

/** The address of this page without what may be secret in it. */
function here(): string {
  return `${location.origin}${location.pathname}`
}

function quote(text: string): string {
  return `'${text}'`
}
