import type { Locale } from './locales.js'

/** `amount` is in minor units, however many the currency has. */
export function formatMoney(amount: number, currency: string, locale: Locale): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(amount / 10 ** digits)
}

export function formatTime(time: number, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(time)
}

/** The end of a long id is enough for a person to tell orders apart. */
export function shortId(id: string): string {
  return id.slice(-6).toUpperCase()
}
