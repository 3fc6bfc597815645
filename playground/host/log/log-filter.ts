import { type LogEntry, type LogKind, logKinds } from './message-log.js'

export interface LogFilter {
  /** Matches type, method, id and payload. */
  readonly text: string
  readonly kinds: ReadonlySet<LogKind>
}

export const everything: LogFilter = { text: '', kinds: new Set(logKinds) }

export function matches(entry: LogEntry, { text, kinds }: LogFilter): boolean {
  const wanted = text.trim().toLowerCase()
  if (entry.kind === 'note') return wanted === '' || entry.text.toLowerCase().includes(wanted)
  if (!kinds.has(entry.kind)) return false
  if (wanted === '') return true
  const { type = '', method, id = '', payload } = entry
  const all = `${type} ${method} #${id} ${JSON.stringify(payload) ?? ''}`
  return all.toLowerCase().includes(wanted)
}

export function withKind(filter: LogFilter, kind: LogKind, isShown: boolean): LogFilter {
  const kinds = new Set(filter.kinds)
  if (isShown) kinds.add(kind)
  else kinds.delete(kind)
  return { ...filter, kinds }
}
