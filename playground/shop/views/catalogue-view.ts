import { el, setText } from '../../common/dom.js'
import { formatMoney } from '../../common/format.js'
import { icon } from '../../common/icon.js'
import { currency, type Product, products } from '../catalog.js'
import type { ShopState } from '../state.js'
import { texts } from '../texts.js'
import type { View } from './shop-view.js'

type Change = (product: Product, change: number) => void

export function createCatalogue(onChange: Change): View {
  const cards = products.map((product) => createCard(product, onChange))
  const element = el('ul.catalogue', {}, ...cards.map((card) => card.element))
  return {
    element,
    update(state) {
      for (const card of cards) card.update(state)
    },
  }
}

function createCard(product: Product, onChange: Change): View {
  const { id, drawing, price, names, notes } = product
  const name = el('h2')
  const note = el('p.note')
  const cost = el('p.price')
  const quantity = el('output.quantity')
  const less = el('button.step', { type: 'button' }, icon('minus'))
  const more = el('button.step', { type: 'button' }, icon('plus'))
  const addText = el('span')
  const add = el('button.add', { type: 'button' }, icon('plus'), addText)
  add.onclick = () => {
    onChange(product, 1)
    more.focus()
  }
  more.onclick = () => onChange(product, 1)
  less.onclick = () => {
    onChange(product, -1)
    if (add.hidden === false) add.focus()
  }
  const stepper = el('div.stepper', { hidden: true }, less, quantity, more)
  const element = el(
    'li.card',
    { attributes: { 'data-product': id } },
    el('div.tile', {}, el('img', { src: drawing, alt: '', width: 240, height: 240 }), cost),
    el('div.facts', {}, name, note),
    el('div.foot', {}, add, stepper),
  )

  return {
    element,
    update({ locale, cart }: ShopState) {
      const t = texts[locale]
      const count = cart[id] ?? 0
      setText(name, names[locale])
      setText(note, notes[locale])
      setText(cost, formatMoney(price, currency, locale))
      setText(addText, t.add)
      setText(quantity, new Intl.NumberFormat(locale).format(count))
      add.setAttribute('aria-label', t.addNamed(names[locale]))
      less.setAttribute('aria-label', t.oneLess(names[locale]))
      more.setAttribute('aria-label', t.oneMore(names[locale]))
      add.hidden = count > 0
      stepper.hidden = count === 0
      element.classList.toggle('is-chosen', count > 0)
    },
  }
}
