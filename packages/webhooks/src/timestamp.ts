import type { TimestampFormat } from './definition.js'

const DIGITS = /^\d{1,15}$/
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/

/** Milliseconds since 1970, or undefined for a text that is not of the format. */
export function readTimestamp(text: string, format?: TimestampFormat): number | undefined {
  const looks = DIGITS.test(text) ? (text.length > 11 ? 'unix-ms' : 'unix-s') : 'rfc3339'
  const chosen = format ?? looks
  if (chosen !== 'rfc3339') {
    if (!DIGITS.test(text)) return
    return Number(text) * (chosen === 'unix-s' ? 1_000 : 1)
  }
  if (!RFC_3339.test(text)) return
  const time = Date.parse(text.replace(' ', 'T').toUpperCase())
  return Number.isNaN(time) ? undefined : time
}

/** The text of a time, as a sender of the format writes it. */
export function writeTimestamp(time: number, format: TimestampFormat = 'unix-s'): string {
  if (format === 'rfc3339') return new Date(time).toISOString()
  return String(Math.floor(format === 'unix-s' ? time / 1_000 : time))
}
