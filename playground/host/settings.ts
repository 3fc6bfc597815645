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
}

const DEFAULT_BANK_MS = 4_000
const config = v.object({ shopUrl: v.string(), sameSiteShopUrl: v.string() })

/** The settings live in the address of the page, so that a reload keeps them and a link shares them. */
export function createSettings() {
  const urls = readConfig(config)
  const params = new URLSearchParams(location.search)
  const listeners: ((settings: Settings) => void)[] = []
  let settings: Settings = {
    theme: oneOf(themes, params.get('theme')) ?? preferredTheme(),
    locale: oneOf(locales, params.get('locale')) ?? preferredLocale(),
    scenario: oneOf(scenarios, params.get('scenario')) ?? 'normal',
    site: oneOf(sites, params.get('site')) ?? 'cross',
  }

  function miniappAddress(): MiniappAddress {
    const given = params.get('miniapp')
    if (given) {
      const url = new URL(given, location.href)
      return { url: url.href, appId: params.get('appId') ?? 'guest', name: url.host }
    }
    const url = new URL(settings.site === 'same' ? urls.sameSiteShopUrl : urls.shopUrl)
    url.searchParams.set('theme', settings.theme)
    url.searchParams.set('locale', settings.locale)
    const timeout = params.get('timeout')
    if (timeout) url.searchParams.set('timeout', timeout)
    return { url: url.href, appId: 'kilnfolk', name: 'Kilnfolk' }
  }

  return {
    get current() {
      return settings
    },
    miniappAddress,
    /** Milliseconds that the slow bank takes. */
    bankMs: readMs(params, 'bank') ?? DEFAULT_BANK_MS,
    connectTimeout: readMs(params, 'connectTimeout'),
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
