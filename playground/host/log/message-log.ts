import type { TapMessage } from '@drawbridge/host'

export const logKinds = ['request', 'reply', 'event', 'error', 'control'] as const
export type LogKind = (typeof logKinds)[number]

/** A message that crossed, or a note of the host's own between them. */
export type LogEntry = MessageEntry | NoteEntry

export interface MessageEntry extends TapMessage {
  readonly seq: number
  /** The same on a request and its reply, and on nothing else. */
  readonly pair?: string | undefined
  /** Whether it asks for a reply. */
  readonly asks: boolean
}

export interface NoteEntry {
  readonly seq: number
  readonly time: number
  readonly kind: 'note'
  readonly tone: 'calm' | 'good' | 'bad'
  readonly text: string
  /** A session ended here: what was open is not answered any more. */
  readonly endsSession?: boolean
}

export interface MessageLog {
  readonly entries: readonly LogEntry[]
  message(message: TapMessage): void
  note(tone: NoteEntry['tone'], text: string, endsSession?: boolean): void
  clear(): void
  watch(listener: () => void): void
}

export const MAX_ENTRIES = 500

/** The last 500 entries. */
export function createMessageLog(): MessageLog {
  const listeners: (() => void)[] = []
  let entries: LogEntry[] = []
  let nextSeq = 1
  let session = 1

  function add(entry: LogEntry): void {
    entries = [...entries, entry].slice(-MAX_ENTRIES)
    for (const listener of listeners) listener()
  }

  return {
    get entries() {
      return entries
    },
    message(message) {
      const { kind, direction, id } = message
      const isAnswer = kind === 'reply' || kind === 'error'
      // Each side counts its own requests: who asked is part of the name.
      const asker = isAnswer === (direction === 'in') ? 'host' : 'miniapp'
      const pair = id === undefined ? undefined : `${session}:${asker}:${id}`
      add({ ...message, seq: nextSeq++, pair, asks: pair !== undefined && !isAnswer })
    },
    note(tone, text, endsSession = false) {
      add({ seq: nextSeq++, time: Date.now(), kind: 'note', tone, text, endsSession })
      if (endsSession) session++
    },
    clear() {
      entries = []
      for (const listener of listeners) listener()
    },
    watch: (listener) => void listeners.push(listener),
  }
}
