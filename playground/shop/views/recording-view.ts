import { el, setText } from '../../common/dom.js'
import type { OrderRecord } from '../../contract.js'
import { isToRecord } from '../recorder.js'
import type { ShopState } from '../state.js'
import { texts } from '../texts.js'

export interface RecordingLine {
  readonly element: HTMLElement
  readonly retry: HTMLElement
  /** Shows whether the server of the host app knows the order; `undefined` for what it need not know. */
  update(record: OrderRecord | undefined, state: ShopState): void
}

/**
 * What became of telling the server. The line has its place from the start, and the button stays while it is pressed: what
 * comes and goes moves nothing.
 */
export function createRecordingLine(onRetry: (record: OrderRecord) => void): RecordingLine {
  const text = el('span')
  const spinner = el('span.spinner', { attributes: { 'aria-hidden': 'true' } })
  const id = el('code')
  const element = el('p.recording', { hidden: true }, spinner, text, ' ', id)
  const retry = el('button.link', { type: 'button', hidden: true })
  let current: OrderRecord | undefined
  retry.onclick = () => {
    if (current) onRetry(current)
  }

  return {
    element,
    retry,
    update(record, { locale, hostName, recording }) {
      const t = texts[locale]
      current = record
      const isShown = record !== undefined && (record.recorded !== undefined || isToRecord(record))
      element.hidden = !isShown
      if (!isShown) {
        retry.hidden = true
        return
      }
      const state =
        record.recorded === undefined ? (recording[record.order.id] ?? 'failed') : 'done'
      element.dataset.state = state
      const words = {
        sending: t.recording(hostName),
        failed: t.notRecorded(hostName),
        done: t.recorded,
      }
      setText(text, words[state])
      setText(id, record.recorded ?? '')
      setText(retry, t.sendAgain)
      retry.setAttribute('aria-disabled', String(state === 'sending'))
      if (state !== 'sending') retry.hidden = state === 'done'
    },
  }
}
