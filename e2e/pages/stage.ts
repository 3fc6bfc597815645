import type { Origins, Place, Placement } from './addresses.js'
import { createInbox } from './inbox.js'

/** What every role of a scenario has, whichever page it plays in. */
export interface Stage {
  readonly placement: Placement
  readonly origins: Origins
  readonly role: string
  /** A value of this page's query. */
  query(name: string): string | undefined
  /** The address of a page that plays `role`, on the miniapp's origin or where else. */
  page(role: string, options?: { at?: Place; query?: Readonly<Record<string, string>> }): string
  /** Tells the top page. */
  say(value: unknown): void
  /** In the top page: the next thing that a role says. What it returns is the last one. */
  heard(role: string): Promise<unknown>
  /** Tells a page, by its window. */
  cue(target: Window | null, name: string, value?: unknown): void
  /** The next cue of this name. */
  cued(name: string): Promise<unknown>
  /** Lets a page through that was asked for with `gate`. */
  open(gate: string): Promise<void>
  /** What is waited for, to explain a scenario that does not end. */
  waiting(): string[]
}

/** What the pages of a scenario tell each other beside the bridge: ambient messages, as any page has them. */
type StageMessage =
  | { readonly stage: 'said'; readonly role: string; readonly value: unknown }
  | { readonly stage: 'uncaught' | 'failed'; readonly text: string }
  | { readonly stage: 'cue'; readonly name: string; readonly value: unknown }

export interface TopEvents {
  uncaught(text: string): void
  failed(text: string): void
}

export function createStage(topEvents: TopEvents): Stage & { tell(message: StageMessage): void } {
  const params = new URLSearchParams(location.search)
  const placement = params.get('placement') as Placement
  const role = params.get('role') ?? 'host'
  const origins = JSON.parse(document.getElementById('origins')?.textContent ?? '') as Origins
  const inbox = createInbox()
  const top: Window = window.opener?.top ?? window.top

  addEventListener('message', ({ data }) => {
    const message = data as StageMessage | undefined
    if (message?.stage === 'said') inbox.put(`said ${message.role}`, message.value)
    else if (message?.stage === 'cue') inbox.put(`cue ${message.name}`, message.value)
    else if (message?.stage === 'uncaught') topEvents.uncaught(message.text)
    else if (message?.stage === 'failed') topEvents.failed(message.text)
  })

  const tell = (message: StageMessage): void => top.postMessage(message, '*')
  return {
    placement,
    origins,
    role,
    query: (name) => params.get(name) ?? undefined,
    page(wanted, { at = 'miniapp', query = {} } = {}) {
      const scenario = params.get('scenario') ?? ''
      return `${origins[at]}/page?${new URLSearchParams({ scenario, placement, role: wanted, ...query })}`
    },
    tell,
    say: (value) => tell({ stage: 'said', role, value }),
    heard: (from) => inbox.next(`said ${from}`),
    cue: (target, name, value) => target?.postMessage({ stage: 'cue', name, value }, '*'),
    cued: (name) => inbox.next(`cue ${name}`),
    async open(gate) {
      await fetch(`/open?${new URLSearchParams({ gate })}`)
    },
    waiting: inbox.waiting,
  }
}
