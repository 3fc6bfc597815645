import { el } from '../../common/dom.js'
import { formatMoney } from '../../common/format.js'
import { icon } from '../../common/icon.js'
import type { Locale } from '../../common/locales.js'
import type { Order } from '../../contract.js'
import { texts } from '../texts.js'
import { makeModal } from './modal.js'

export interface Sheet {
  readonly element: HTMLElement
  /**
   * Shows the order over the miniapp and resolves with what the buyer decides; rejects with the signal's reason once
   * nobody waits any more. After `'confirm'` the sheet stays, busy, until `close`. One order at a time.
   */
  ask(order: Order, from: string, signal: AbortSignal): Promise<'confirm' | 'cancel'>
  close(): void
}

/** @param restoreFocus called when the sheet has gone: the focus goes back to where the buyer came from. */
export function createSheet(locale: () => Locale, restoreFocus: () => void): Sheet {
  const dialog = el('section.sheet', {
    tabIndex: -1,
    attributes: { role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'sheet-title' },
  })
  const layer = el('div.sheet-layer', {}, dialog)
  let isFree: Promise<void> = Promise.resolve()
  let leave: (() => void) | undefined

  function close(): void {
    leave?.()
    leave = undefined
  }

  function open(onEscape: () => void): void {
    layer.classList.add('is-open')
    // On a small screen the page may have been scrolled past the phone.
    layer.scrollIntoView({ block: 'nearest' })
    const release = makeModal(dialog, onEscape)
    layer.onclick = ({ target }) => {
      if (target === layer) onEscape()
    }
    let free: () => void
    isFree = new Promise((resolve) => {
      free = resolve
    })
    leave = () => {
      layer.classList.remove('is-open')
      layer.onclick = null
      dialog.classList.remove('is-busy')
      release()
      restoreFocus()
      free()
    }
  }

  async function ask(
    order: Order,
    from: string,
    signal: AbortSignal,
  ): Promise<'confirm' | 'cancel'> {
    while (leave) await isFree
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        signal.removeEventListener('abort', onAbort)
        settle()
      }
      const cancel = (): void => {
        // While the bank is at work there is nothing to cancel any more.
        if (dialog.classList.contains('is-busy')) return
        close()
        end(() => resolve('cancel'))
      }
      const confirm = (): void => {
        if (dialog.classList.contains('is-busy')) return
        dialog.classList.add('is-busy')
        status.hidden = false
        buttons.hidden = true
        dialog.focus({ preventScroll: true })
        end(() => resolve('confirm'))
      }
      const onAbort = (): void => {
        close()
        end(() => reject(signal.reason))
      }
      const { content, status, buttons } = fill(order, from, locale(), { confirm, cancel })
      dialog.dataset.order = order.id
      dialog.replaceChildren(...content)
      signal.addEventListener('abort', onAbort, { once: true })
      open(cancel)
    })
  }

  return { element: layer, ask, close }
}

interface Decisions {
  confirm(): void
  cancel(): void
}

function fill(order: Order, from: string, locale: Locale, { confirm, cancel }: Decisions) {
  const t = texts[locale]
  const money = (amount: number): string => formatMoney(amount, order.currency, locale)
  const count = new Intl.NumberFormat(locale)
  const lines = order.items.map(({ name, quantity, price }) =>
    el(
      'li',
      {},
      el('span.line-count', { textContent: t.quantity(count.format(quantity)) }),
      el('span.line-name', { textContent: name }),
      el('span.line-sum', { textContent: money(price * quantity) }),
    ),
  )
  const buttons = el(
    'div.sheet-buttons',
    {},
    el('button.pay', { type: 'button', textContent: t.confirm, onclick: confirm }),
    el('button.quiet', { type: 'button', textContent: t.cancel, onclick: cancel }),
  )
  const status = el(
    'div.sheet-busy',
    { hidden: true },
    el('span.waves', { attributes: { 'aria-hidden': 'true' } }),
    el('p.busy-title', { textContent: t.busy }),
    el('p.busy-text', { textContent: t.busyText }),
  )
  const content = [
    el('span.grip', { attributes: { 'aria-hidden': 'true' } }),
    el('h2', { id: 'sheet-title', textContent: t.sheetTitle }),
    el('p.asks', { textContent: t.asks(from) }),
    el('p.amount', { textContent: money(order.amount) }),
    el('ul.lines', {}, ...lines),
    el(
      'div.wallet',
      {},
      icon('shield'),
      el(
        'div',
        {},
        el('p.wallet-title', { textContent: t.wallet }),
        el('p', { textContent: t.walletText }),
      ),
    ),
    el('div.sheet-foot', {}, buttons, el('div', { attributes: { role: 'status' } }, status)),
  ]
  return { content, status, buttons }
}
