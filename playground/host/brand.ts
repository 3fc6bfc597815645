import { el } from '../common/dom.js'
import flags from './art/flags.svg'

/** Who this is: the name in signal flags, and what one is looking at. */
export function createBrand(): HTMLElement {
  return el(
    'header.brand',
    {},
    el('img.brand-flags', { src: flags, alt: '', width: 192, height: 48 }),
    el('h1', { textContent: 'Quay' }),
    el('p.brand-line', { textContent: 'One app. Every shop ties up here.' }),
    el(
      'p.brand-text',
      {},
      'A super-app and a shop on two origins, joined by Drawbridge. Fill the basket, press Buy, and watch what crosses.',
    ),
  )
}
