export const locales = ['en', 'de', 'es', 'ar'] as const
export type Locale = (typeof locales)[number]

export const themes = ['light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** The value if it is one of the list: for what comes from an address, a storage or the other side. */
export function oneOf<T extends string>(list: readonly T[], value: unknown): T | undefined {
  return list.find((known) => known === value)
}

export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr'
}

/** The first of the reader's languages that there is. */
export function preferredLocale(): Locale {
  const wanted = navigator.languages.map((language) => language.slice(0, 2))
  return wanted.map((language) => oneOf(locales, language)).find(Boolean) ?? 'en'
}

export function preferredTheme(): Theme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
