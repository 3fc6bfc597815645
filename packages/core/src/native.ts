import type { Transport } from './transport.js'

/** What the injected script of a native host gives the page: `window.drawbridge`. */
export interface NativePort {
  /** Of this object, not of the wire. */
  readonly version: 1
  /** `late`: scripts of the page have run before. */
  readonly injection: 'start' | 'late'
  /** Sends a packet to the native side, under the token of this document. */
  post(text: string): void
  /** Takes what comes from now on, after what has come already. There is one listener at a time. */
  listen(onText: (text: string) => void): void
  /** For the native side: hands `text` over if `token` is the one of this document. */
  receive(token: string, text: string): void
  /** For the native side: has the document of this token announce itself again, with what only a main frame hears. */
  announce(token: string, proof: string): void
  /** For the native side: tells the page what a host of another wire says, as an event of the window with this `detail`. */
  dispatch(token: string, type: string, detail: string): void
}

/** Begins a session of the document that says it: no other packet has neither messages nor an acknowledgement. */
const announcement = '{"a":0,"m":[]}'

/** A transport over the port of a native host, which outlives it: a document has one, and it carries each session. */
export function nativeTransport(port: NativePort): Transport {
  let isClosed = false
  return {
    name: 'native',
    post(text) {
      if (!isClosed) port.post(text)
    },
    start(onText) {
      port.listen(onText)
      port.post(announcement)
    },
    close() {
      if (isClosed) return
      isClosed = true
      // What is under way belongs to this session, and must not wait for the next.
      port.listen(() => {})
    },
  }
}

// `<` could end the script or begin a comment in it where the script stands in a page, and script source
// before ES2019 ends a line at U+2028 and U+2029.
const unsafe = /[<\u2028\u2029]/g
const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Any text as a literal in script source, whatever it contains; also where that source stands in HTML. */
function scriptText(text: string): string {
  return JSON.stringify(text).replace(unsafe, escaped)
}

/**
 * The script that hands `text` to the document whose token is `token`, and does nothing in any other.
 *
 * The text stays a text until the script of the right document has compared the token: a literal, or a call of the
 * page's `JSON.parse`, would show it to whatever page is there by then.
 *
 * @example
 * ```ts
 * encodeReceive('5f1c', '{"a":1,"m":[]}') // window.drawbridge.receive("5f1c","{\"a\":1,\"m\":[]}")
 * ```
 */
export function encodeReceive(token: string, text: string): string {
  return `window.drawbridge.receive(${scriptText(token)},${scriptText(text)})`
}

/**
 * The script that tells the page of a document what a host of another wire says: `detail` is JSON. Where the document has no
 * token it does nothing in a page of another origin.
 */
export function encodeDispatch(
  { token, origin }: { readonly token?: string | undefined; readonly origin: string },
  type: string,
  detail: string,
): string {
  const [name, text] = [scriptText(type), scriptText(detail)]
  if (token !== undefined) return `window.drawbridge.dispatch(${scriptText(token)},${name},${text})`
  return `location.origin===${scriptText(origin)}&&window.dispatchEvent(new CustomEvent(${name},{detail:JSON.parse(${text})}))`
}
