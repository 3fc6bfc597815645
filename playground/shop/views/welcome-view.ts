import { el, setText } from '../../common/dom.js'
import { icon } from '../../common/icon.js'
import type { ShopState } from '../state.js'
import { type Texts, texts } from '../texts.js'
import type { View } from './shop-view.js'

/** What the buyer reads where there is no host, and what to do next. */
export function createWelcome(hostUrl: string): View {
  const title = el('h2')
  const text = el('p')
  const link = el('a.button', { href: hostUrl, attributes: { target: '_top' } })
  const element = el(
    'section.welcome',
    { hidden: true },
    el('div.welcome-mark', {}, icon('shield')),
    el('div', {}, title, text, link),
  )
  // A page that was framed may not always lead its top window away.
  if (window.parent !== window) link.target = '_blank'
  link.rel = 'noopener'
  return {
    element,
    update(state) {
      const words = wordsFor(state, texts[state.locale])
      element.hidden = words === undefined
      if (!words) return
      setText(title, words.title)
      setText(text, words.text)
      setText(link, texts[state.locale].openHost)
    },
  }
}

function wordsFor({ status, trouble, isAlone }: ShopState, t: Texts) {
  if (isAlone && status === 'connected') return { title: t.plainTitle, text: t.plainText }
  if (status === 'closed' && trouble !== 'ORIGIN_NOT_ALLOWED')
    return { title: t.closedTitle, text: t.closedText }
  if (status !== 'unavailable') return
  if (trouble === 'ORIGIN_NOT_ALLOWED') return { title: t.strangerTitle, text: t.strangerText }
  if (window.parent === window) return { title: t.plainTitle, text: t.plainText }
  return { title: t.silentTitle, text: t.silentText }
}
