import { el } from '../common/dom.js'
import { type Locale, locales, oneOf, type Theme, themes } from '../common/locales.js'
import { type ServerState, type ServerSwitch, serverStates } from './server-switch.js'
import { type Scenario, type SettingsStore, type Site, scenarios, sites } from './settings.js'

const themeNames: Readonly<Record<Theme, string>> = { light: 'Light', dark: 'Dark' }

const localeNames: Readonly<Record<Locale, string>> = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  ar: 'العربية',
}

const scenarioNames: Readonly<Record<Scenario, readonly [string, string]>> = {
  normal: ['All is well', 'The buyer decides, the bank pays'],
  slow: ['Slow bank', 'The answer comes seconds later'],
  declined: ['Card declined', 'The reply says why it failed'],
  throws: ['Handler throws', 'An error instead of a reply'],
  silent: ['Handler never answers', 'The shop waits until stopped'],
}

const siteNames: Readonly<Record<Site, readonly [string, string]>> = {
  cross: ['Another site', 'Own process, no storage'],
  same: ['Same site', 'Same process, with storage'],
}

const serverNames: Readonly<Record<ServerState, string>> = {
  online: 'Online',
  offline: 'Offline',
}

/** What a developer or tester can turn while the two sides run. */
export function createControls(settings: SettingsStore, server: ServerSwitch): HTMLElement {
  const { current } = settings
  const theme = choice('Theme', 'theme', themes, current.theme, (value) => [themeNames[value]])
  const locale = choice('Language', 'locale', locales, current.locale, (value) => [
    localeNames[value],
  ])
  const scenario = choice(
    'When the buyer confirms',
    'scenario',
    scenarios,
    current.scenario,
    (value) => scenarioNames[value],
  )
  const site = choice('The shop runs on', 'site', sites, current.site, (value) => siteNames[value])
  for (const label of locale.querySelectorAll('label'))
    label.lang = label.querySelector('input')?.value ?? 'en'

  const form = el(
    'form.controls',
    { attributes: { 'aria-label': 'Settings' } },
    el('div.controls-pair', {}, theme, locale),
    scenario,
    serverChoice(server),
    site,
  )
  form.onchange = ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    const { name, value } = target
    if (name === 'theme') settings.set({ theme: oneOf(themes, value) ?? 'light' })
    if (name === 'locale') settings.set({ locale: oneOf(locales, value) ?? 'en' })
    if (name === 'scenario') settings.set({ scenario: oneOf(scenarios, value) ?? 'normal' })
    if (name !== 'site') return
    settings.set({ site: oneOf(sites, value) ?? 'cross' })
    // Another origin is another miniapp: the page starts over with it.
    location.reload()
  }
  return form
}

function choice<T extends string>(
  legend: string,
  name: string,
  values: readonly T[],
  current: T,
  words: (value: T) => readonly [string, string?],
): HTMLFieldSetElement {
  const options = values.map((value) => {
    const [title, text] = words(value)
    return el(
      'label.option',
      {},
      el('input', { type: 'radio', name, value, checked: value === current }),
      el(
        'span.option-face',
        {},
        el('span.option-title', { textContent: title }),
        text ? el('span.option-text', { textContent: text }) : undefined,
      ),
    )
  })
  const isRich = values.some((value) => words(value)[1] !== undefined)
  const group = el('div', {}, ...options)
  group.className = isRich ? 'option-list' : 'option-row'
  return el('fieldset.choice', {}, el('legend', { textContent: legend }), group)
}

/** A fault behind the two apps, and the page on which to see what came of it. */
function serverChoice(server: ServerSwitch): HTMLFieldSetElement {
  const field = choice('Quay’s server', 'server', serverStates, server.state, (value) => [
    serverNames[value],
  ])
  field.classList.add('server')
  field.onchange = async ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    const state = await server.set(oneOf(serverStates, target.value) ?? 'online')
    for (const input of field.querySelectorAll('input')) input.checked = input.value === state
  }
  field.append(
    el(
      'a.deliveries',
      { href: server.deliveriesUrl, attributes: { target: '_blank', rel: 'noopener' } },
      'Deliveries',
      el('span', { textContent: ' ↗', attributes: { 'aria-hidden': 'true' } }),
      el('span.sr-only', { textContent: ' (in a new tab)' }),
    ),
  )
  return field
}
