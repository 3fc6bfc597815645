import { BridgeError } from '@drawbridge/core'

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
}

export interface Dialogs {
  /** Resolves with the choice of a person; dialogs come one after the other. */
  ask(question: Question): Promise<number>
  /** Ends what is open and what waits. */
  dismiss(): void
}

const STYLE =
  'max-width:min(90vw,24rem);max-height:80vh;border:0;border-radius:12px;padding:1.25rem;font:1rem/1.4 system-ui,sans-serif;box-shadow:0 8px 40px #0006'
const BUTTON =
  'display:block;width:100%;margin-top:.5rem;padding:.6rem 1rem;border:0;border-radius:8px;font:inherit;cursor:pointer;color:#111;background:#e8eaed'

/** Dialogs of a miniapp in the host page. All texts of the miniapp are set as texts. */
export function createDialogs(): Dialogs {
  const open = new Set<HTMLDialogElement>()
  let last: Promise<unknown> = Promise.resolve()
  let isDismissed = false

  function show({ from, header, content, choices }: Question): Promise<number> {
    if (isDismissed) return Promise.reject(gone())
    const dialog = document.createElement('dialog')
    dialog.style.cssText = STYLE
    dialog.setAttribute('aria-label', header ?? from)
    dialog.append(part('div', from, 'font-size:.8rem;opacity:.7'))
    if (header) dialog.append(part('h2', header, 'margin:.25rem 0;font-size:1.15rem'))
    if (typeof content === 'string') dialog.append(part('p', content, 'margin:.5rem 0'))
    else if (content) dialog.append(content)
    return new Promise((resolve, reject) => {
      let answer: number | undefined
      for (const { id, text, role } of choices) {
        const button = part('button', text, BUTTON)
        if (role === 'destructive') button.style.color = '#b00020'
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
