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

export const scenarios = ['normal', 'slow', 'declined', 'throws', 'silent'] as const
/** How the payment behaves, to try what the two sides make of it. */
export type Scenario = (typeof scenarios)[number]

export const sites = ['cross', 'same'] as const
/** Whether the shop's address is of another site (a process of its own) or only of another origin. */
export type Site = (typeof sites)[number]

export interface Settings {
  readonly theme: Theme
  readonly locale: Locale
  readonly scenario: Scenario
  readonly site: Site
}

export interface MiniappAddress {
  readonly url: string
  readonly appId: string
  readonly name: string
  /** As a reader knows it; what was given, where that is no address. */
  readonly origin: string
  /** Whether it is somebody's own miniapp in the place of the shop. */
  readonly isGuest: boolean
  /** Milliseconds to wait for it before its absence is told. */
  readonly connectTimeout: number | undefined
}

const DEFAULT_BANK_MS = 4_000
/** Who tries an own miniapp waits for what is wrong with it: sooner than a buyer on a slow network gives up. */
const GUEST_CONNECT_MS = 10_000
const config = v.object({
  shopUrl: v.string(),
  sameSiteShopUrl: v.string(),
  server: v.object({ path: v.string(), isUp: v.boolean(), deliveriesUrl: v.string() }),
})

/** The settings live in the address of the page, so that a reload keeps them and a link shares them. */
export function createSettings() {
  const { server, ...urls } = readConfig(config)
  const params = new URLSearchParams(location.search)
  const listeners: ((settings: Settings) => void)[] = []
  let settings: Settings = {
    theme: oneOf(themes, params.get('theme')) ?? preferredTheme(),
    locale: oneOf(locales, params.get('locale')) ?? preferredLocale(),
    scenario: oneOf(scenarios, params.get('scenario')) ?? 'normal',
    site: oneOf(sites, params.get('site')) ?? 'cross',
  }

  function miniappAddress(): MiniappAddress {
    const connectTimeout = readMs(params, 'connectTimeout')
    const given = params.get('miniapp')
    if (given) {
      const { host, origin } = placeOf(given)
      return {
        // As it was given: `mount` says what is wrong with it.
        url: given,
        appId: params.get('appId') ?? 'guest',
        name: host,
        origin,
        isGuest: true,
        connectTimeout: connectTimeout ?? GUEST_CONNECT_MS,
      }
    }
    const url = new URL(settings.site === 'same' ? urls.sameSiteShopUrl : urls.shopUrl)
    url.searchParams.set('theme', settings.theme)
    url.searchParams.set('locale', settings.locale)
    const timeout = params.get('timeout')
    if (timeout) url.searchParams.set('timeout', timeout)
    return {
      url: url.href,
      appId: 'kilnfolk',
      name: 'Kilnfolk',
      origin: url.origin,
      isGuest: false,
      connectTimeout,
    }
  }

  return {
    get current() {
      return settings
    },
    miniappAddress,
    /** Given by the playground's server, as it is. */
    server,
    /** Milliseconds that the slow bank takes. */
    bankMs: readMs(params, 'bank') ?? DEFAULT_BANK_MS,
    set(changed: Partial<Settings>) {
      settings = { ...settings, ...changed }
      for (const [name, value] of Object.entries(changed)) params.set(name, value)
      history.replaceState(null, '', `?${params}`)
      for (const listener of listeners) listener(settings)
    },
    /** Calls at once, and after each change. */
    watch(listener: (settings: Settings) => void) {
      listeners.push(listener)
      listener(settings)
    },
  }
}

export type SettingsStore = ReturnType<typeof createSettings>

function placeOf(given: string): { readonly host: string; readonly origin: string } {
  try {
    const { host, origin } = new URL(given)
    if (host) return { host, origin }
  } catch {}
  return { host: given, origin: given }
}
