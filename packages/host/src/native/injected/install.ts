import type { NativePort } from '@drawbridge/core/native'

/** What a webview gives the page to speak to its native side. */
export interface NativeHandler {
  postMessage(text: string): unknown
  /** Only where answers come the same way, to this document alone. */
  addEventListener?(name: 'message', listener: (event: { readonly data: string }) => void): void
}

interface Waiting {
  readonly text: string
  next: Waiting | undefined
}

/**
 * Defines `window.drawbridge` in the main frame and announces the document to the native side.
 *
 * It runs before the page, and keeps all that it uses later: what the page does to `window.webkit`, to prototypes
 * or to `JSON` changes nothing for it. Even what waits is a list of own members, since the page may put accessors
 * on the prototype of arrays.
 */
export function install(handler: NativeHandler | undefined): void {
  if (!handler || window.top !== window) return
  const post = handler.postMessage.bind(handler)
  const cut = Function.prototype.call.bind(String.prototype.slice) as (
    text: string,
    from: number,
  ) => string
  let token = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(16)))
    token += (256 + byte).toString(16).slice(1)
  // A script of the page needs an element to stand in, and there is none yet.
  const injection = document.head || document.readyState !== 'loading' ? 'late' : 'start'

  let listener: ((text: string) => void) | undefined
  let first: Waiting | undefined
  let answered: string | undefined
  let last: Waiting | undefined

  function deliver(text: string): void {
    if (listener) return listener(text)
    const waiting: Waiting = { text, next: undefined }
    if (last) last.next = waiting
    else first = waiting
    last = waiting
  }

  const dispatch = dispatchEvent.bind(window)
  const Detailed = CustomEvent
  const { parse } = JSON
  const came = new Event('drawbridge')

  function announce(proof?: string): void {
    post(
      `{"d":"${token}","a":0,"m":[]${injection === 'late' ? ',"injection":"late"' : ''}${proof ? `,"proof":"${proof}"` : ''}}`,
    )
    // What the miniapp said before the native side knew this document was said to nobody.
    dispatch(came)
  }

  const port: NativePort = {
    version: 1,
    injection,
    post: (text) => void post(`{"d":"${token}",${cut(text, 1)}`),
    listen(onText) {
      listener = onText
      let waiting = first
      first = last = undefined
      for (; waiting; waiting = waiting.next) listener(waiting.text)
    },
    receive(to, text) {
      if (to === token) deliver(text)
    },
    announce(to, proof) {
      // It may be asked twice, since the first question may meet the document before.
      if (to !== token || proof === answered) return
      answered = proof
      announce(proof)
    },
    dispatch(to, type, text) {
      if (to === token) dispatch(new Detailed(type, { detail: parse(text) }))
    },
  }
  try {
    // Neither configurable nor writable: it throws where a script of ours was here before.
    Object.defineProperty(window, 'drawbridge', { value: Object.freeze(port), writable: false })
  } catch {
    return
  }
  handler.addEventListener?.('message', ({ data }) => deliver(data))
  announce()
}
