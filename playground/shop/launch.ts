import * as v from 'valibot'
import { readConfig, readMs } from '../common/config.js'
import {
  type Locale,
  locales,
  oneOf,
  preferredLocale,
  preferredTheme,
  type Theme,
  themes,
} from '../common/locales.js'

const config = v.object({
  hostUrl: v.string(),
  hostOrigins: v.array(v.string()),
  eventsPath: v.string(),
})

/** What the server and the address tell the shop before it has met its host. */
export interface Launch {
  readonly hostUrl: string
  readonly hostOrigins: readonly string[]
  /** Where this page's own server takes events for the server of the host app. */
  readonly eventsUrl: string
  /** Milliseconds of silence before a request gives up. */
  readonly timeout: number | undefined
  /** Milliseconds to look for a host. */
  readonly connectTimeout: number | undefined
  /** For the first paint: the context of the host replaces them. */
  readonly locale: Locale
  readonly theme: Theme
}

export function readLaunch(): Launch {
  const params = new URLSearchParams(location.search)
  const { eventsPath, ...addresses } = readConfig(config)
  return {
    ...addresses,
    eventsUrl: new URL(eventsPath, location.href).href,
    timeout: readMs(params, 'timeout'),
    connectTimeout: readMs(params, 'connectTimeout'),
    locale: oneOf(locales, params.get('locale')) ?? preferredLocale(),
    theme: oneOf(themes, params.get('theme')) ?? preferredTheme(),
  }
}
