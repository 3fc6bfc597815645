import type { AppStatus, MountedMiniapp } from '@drawbridge/host'
import { el, setText } from '../common/dom.js'
import { icon } from '../common/icon.js'
import { directionOf, type Locale } from '../common/locales.js'
import flags from './art/flags.svg'
import { type Texts, texts } from './texts.js'

/** A page that loaded and does not speak is shown as it is after so many milliseconds. */
const SPEAK_MS = 2_500

export interface Stage {
  readonly element: HTMLElement
  /** Holds the miniapp's frame. */
  readonly berth: HTMLElement
  readonly screen: HTMLElement
  /** Follows the miniapp: covers its frame until it has connected, says what to do if it does not. */
  follow(app: Pick<MountedMiniapp, 'iframe' | 'status' | 'on'>): void
  /** There is no frame, for this reason. */
  fail(reason: string): void
  setLocale(locale: Locale): void
  setBasket(count: number): void
}

/** The phone with the super-app around the miniapp. */
export function createStage(name: string, sheet: HTMLElement): Stage {
  const checked = el('p.app-checked')
  const basketCount = el('span')
  const basketText = el('span.sr-only')
  const basket = el('p.app-basket', { hidden: true }, icon('bag'), basketCount, basketText)
  const reload = el('button.app-reload', { type: 'button' }, icon('reload'))
  const topBar = el(
    'header.app-bar',
    {},
    el(
      'div.app-name',
      {},
      el('h2', { textContent: name }),
      el(
        'div.app-line',
        {},
        el('img.app-flags', { src: flags, alt: '', width: 52, height: 13 }),
        checked,
      ),
    ),
    basket,
    reload,
  )

  const berth = el('div.berth')
  const openingText = el('p')
  const opening = el(
    'div.opening',
    { attributes: { role: 'status' } },
    el('span.waves', { attributes: { 'aria-hidden': 'true' } }),
    openingText,
  )
  const troubleTitle = el('p.trouble-title')
  const troubleText = el('p')
  const troubleOrigin = el('code', { textContent: location.origin, attributes: { dir: 'ltr' } })
  const troubleReason = el('p', { hidden: true, attributes: { lang: 'en', dir: 'ltr' } })
  const troubleReload = el('button.trouble-reload', { type: 'button' })
  const trouble = el(
    'div.trouble',
    { hidden: true, attributes: { role: 'alert' } },
    el('div', {}, troubleTitle, troubleText, troubleOrigin, troubleReason),
    troubleReload,
  )
  const content = el('div.app-content', {}, berth, opening, trouble)
  const screen = el('div.screen', {}, topBar, content, sheet)
  const element = el('main.phone', { attributes: { 'aria-label': `Quay with ${name}` } }, screen)
  let basketPieces = 0
  let locale: Locale = 'en'
  let status: AppStatus = 'connecting'
  let hasFrame = true

  function update(): void {
    const t = texts[locale]
    screen.lang = locale
    screen.dir = directionOf(locale)
    setText(checked, statusText(t))
    setText(openingText, t.opening(name))
    setText(troubleTitle, hasFrame ? t.troubleTitle : t.unopened)
    setText(troubleText, t.troubleText)
    setText(troubleReload, t.tryAgain)
    for (const part of [troubleText, troubleOrigin, troubleReload, reload]) part.hidden = !hasFrame
    troubleReason.hidden = hasFrame
    setText(basketCount, String(basketPieces))
    setText(basketText, t.basket(basketPieces))
    basketCount.setAttribute('aria-hidden', 'true')
    reload.setAttribute('aria-label', t.reload)
    reload.title = t.reload
    basket.hidden = basketPieces === 0
    content.dataset.status = status
    // A shop that reloads keeps its place: only the first opening is covered.
    if (status === 'connected' || status === 'unavailable') opening.classList.add('is-gone')
    trouble.hidden = status !== 'unavailable'
  }

  function statusText(t: Texts): string {
    if (status === 'connected') return t.checked
    return status === 'connecting' ? t.connecting : t.notConnected
  }

  update()
  return {
    element,
    berth,
    screen,
    follow(app) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const show = (next: AppStatus): void => {
        status = next
        update()
      }
      app.iframe.addEventListener('load', () => {
        clearTimeout(timer)
        timer = setTimeout(() => opening.classList.add('is-gone'), SPEAK_MS)
      })
      app.on('status', show)
      show(app.status)
      const again = (): void => {
        // A frame of another origin cannot be told to reload; given its address again it loads anew.
        const { src } = app.iframe
        app.iframe.src = src
      }
      reload.onclick = again
      troubleReload.onclick = again
    },
    fail(reason) {
      hasFrame = false
      setText(troubleReason, reason)
      status = 'unavailable'
      update()
    },
    setLocale(next) {
      locale = next
      update()
    },
    setBasket(count) {
      basketPieces = count
      update()
    },
  }
}
