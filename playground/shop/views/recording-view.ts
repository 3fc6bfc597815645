import { el, setText } from '../../common/dom.js'
import { shortId } from '../../common/format.js'
import type { OrderRecord } from '../../contract.js'
import { isToRecord } from '../recorder.js'
import type { Recording, ShopState } from '../state.js'
import { texts } from '../texts.js'

export interface RecordingLine {
  readonly element: HTMLElement
  readonly retry: HTMLElement
  /** Shows whether the server of the host app knows the order; `undefined` for what it need not know. */
  update(record: OrderRecord | undefined, state: ShopState): void
}

/** What to name to who runs the server that refused this order; undefined where none has. */
export function refusalOf(
  { order }: OrderRecord,
  recording: ShopState['recording'],
): string | undefined {
  const told = recording[order.id]
  return typeof told === 'object' ? `${shortId(order.id)} ${told.refusedAs}` : undefined
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
      const state = stateOf(record, recording[record.order.id])
      element.dataset.state = state
      const words = {
        sending: t.recording(hostName),
        failed: t.notRecorded(hostName),
        refused: t.refused(hostName),
        done: t.recorded,
      }
      setText(text, words[state])
      setText(id, record.recorded ?? refusalOf(record, recording) ?? '')
      setText(retry, t.sendAgain)
      retry.setAttribute('aria-disabled', String(state === 'sending'))
      if (state !== 'sending') retry.hidden = state !== 'failed'
    },
  }
}

function stateOf({ recorded }: OrderRecord, told: Recording | undefined) {
  if (recorded !== undefined) return 'done'
  return typeof told === 'object' ? 'refused' : (told ?? 'failed')
}
