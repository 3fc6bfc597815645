import { BridgeError, createId } from '@drawbridge/core'

interface Choice {
  readonly id: number
  readonly text: string
  readonly role?: string | undefined
}

interface Question {
  /** Who asks, so that a person can tell it from the host. */
  readonly from: string
  readonly header?: string | undefined
  readonly content?: string | HTMLElement | undefined
  readonly choices: readonly Choice[]
  /** It comes from the lower edge, as lists to choose from do. */
  readonly isSheet?: boolean | undefined
}

export interface Dialogs {
  /** Resolves with the choice of a person; dialogs come one after the other. */
  ask(question: Question): Promise<number>
  /** Ends what is open and what waits. */
  dismiss(): void
}

// The page decides between light and dark: the colours are the browser's own, or see-through, or come in pairs.
const STYLE =
  'box-sizing:border-box;width:min(92vw,24rem);max-height:85vh;border:1px solid #8884;border-radius:14px;padding:1.25rem;font:1rem/1.4 system-ui,sans-serif;overflow-wrap:anywhere;color:CanvasText;background:Canvas;box-shadow:0 8px 40px #0006'
const SHEET = ';margin-bottom:max(1rem,env(safe-area-inset-bottom))'
const BUTTON =
  'display:block;width:100%;min-height:2.75rem;margin-top:.5rem;padding:.6rem 1rem;border:0;border-radius:9px;font:inherit;overflow-wrap:anywhere;cursor:pointer;color:inherit;background:#8883'
const DANGER = ['#b00020', 'light-dark(#a4001c,#ffb3b8)']

/** Dialogs of a miniapp in the host page. All texts of the miniapp are set as texts. */
export function createDialogs(): Dialogs {
  const open = new Set<HTMLDialogElement>()
  let last: Promise<unknown> = Promise.resolve()
  let isDismissed = false

  function show({ from, header, content, choices, isSheet }: Question): Promise<number> {
    if (isDismissed) return Promise.reject(gone())
    const dialog = document.createElement('dialog')
    dialog.style.cssText = STYLE + (isSheet ? SHEET : '')
    dialog.setAttribute('aria-label', header || from)
    dialog.append(part('div', from, 'font-size:.8rem;opacity:.8'))
    if (header) dialog.append(part('h2', header, 'margin:.25rem 0;font-size:1.15rem'))
    if (typeof content === 'string') {
      const text = part('p', content, 'margin:.5rem 0;white-space:pre-line')
      text.id = `boxo-${createId()}`
      dialog.setAttribute('aria-describedby', text.id)
      dialog.append(text)
    } else if (content) dialog.append(content)
    return new Promise((resolve, reject) => {
      let answer: number | undefined
      for (const { id, text, role } of choices) {
        const button = part('button', text, BUTTON)
        // A browser keeps the last one that it knows.
        if (role === 'destructive') for (const color of DANGER) button.style.color = color
        // What a hasty key does is what takes nothing away.
        if (role === 'cancel') button.autofocus = true
        if (role === 'selected') button.style.fontWeight = 'bold'
        button.onclick = () => {
          answer = id
          dialog.close()
        }
        dialog.append(button)
      }
      // The key that closes dialogs is the way to say no, where there is one.
      const refusal = choices.find(({ role }) => role === 'cancel')?.id
      dialog.oncancel = (event) => {
        if (refusal === undefined) event.preventDefault()
        answer = refusal
      }
      dialog.onclose = () => {
        open.delete(dialog)
        dialog.remove()
        if (answer === undefined) reject(gone())
        else resolve(answer)
      }
      open.add(dialog)
      document.body.append(dialog)
      dialog.showModal()
    })
  }

  return {
    ask(question) {
      const answer = last.then(() => show(question))
      last = answer.catch(() => {})
      return answer
    },
    dismiss() {
      isDismissed = true
      for (const dialog of [...open]) {
        dialog.close()
        // Its event comes later than the page may look.
        dialog.remove()
      }
    },
  }
}

export function part<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  text: string,
  style: string,
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag)
  element.textContent = text
  element.style.cssText = style
  return element
}

function gone(): BridgeError {
  return new BridgeError('CANCELLED', 'The miniapp was closed before a person answered')
}
