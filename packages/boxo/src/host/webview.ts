import { asRecord } from '@drawbridge/core'
import { miniappEnvelope, NATIVE_EVENT } from '../wire.js'

/**
 * What a webview handed to the handler of one method, for `adopted.hear()`: an object in the shape of iOS, JSON text in the
 * shape of Android. What is no JSON has no params.
 */
export function readWebviewMessage(method: string, body: unknown): object {
  let params = body
  if (typeof body === 'string')
    try {
      params = JSON.parse(body)
    } catch {
      params = {}
    }
  return miniappEnvelope(method, asRecord(params))
}

/**
 * The script that says `message` to the page of a webview, for `adopt({ post })`. It does nothing in a page of another
 * origin, which may be there by the time that it runs.
 */
export function encodeWebviewMessage(message: unknown, origin: string): string {
  const detail = quote(JSON.stringify(message))
  return `location.origin===${quote(origin)}&&window.dispatchEvent(new CustomEvent("${NATIVE_EVENT}",{bubbles:false,cancelable:false,detail:JSON.parse(${detail})}))`
}

/** A literal that is safe in a script and in a script inside HTML. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
