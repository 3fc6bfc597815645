import { asRecord } from '@drawbridge/core'
import type { WebviewWire } from '@drawbridge/host'
import { boxoMethods, type MethodFacts } from '../methods.js'
import { INIT_DATA, miniappEnvelope, NATIVE_EVENT } from '../wire.js'

/**
 * What a webview handed to the native object of one method, for `joinWebview().hear()`: an object in the shape of iOS, JSON
 * text in the shape of Android. What is no JSON has no params.
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

const methods = Object.entries<MethodFacts>(boxoMethods)
  .filter(([, { request }]) => request !== undefined)
  .map(([method]) => method)

/**
 * Gives the page the bridge of an Android Boxo app, which the published SDK takes on every platform. It stands aside where the
 * app has Boxo's own. As long as the native side may not know the document yet, what was said is kept: it is said again when
 * the document has been asked for its proof, as that follows on all that was said to nobody. A Drawbridge miniapp in the same
 * page goes before it.
 */
const script = `(function(){
var port=window.drawbridge,handlers=window.webkit&&window.webkit.messageHandlers
if(window.top!==window||!port||!port.dispatch||window.AppboxoJs||handlers&&handlers.${INIT_DATA})return
var kept=[],bridge={}
function say(text){if(kept&&kept.length<64)kept.push(text);port.post(text)}
${JSON.stringify(methods)}.forEach(function(method){
bridge[method]=function(params){say('{"w":{"type":"appboxo-js-sdk","handler":"'+method+'","params":'+params+'}}')}
})
addEventListener('drawbridge',function(){Promise.resolve(kept||[]).then(function(texts){texts.forEach(port.post)});kept=undefined})
addEventListener('pageshow',function(event){if(event.persisted){kept=[];port.post('{"a":0,"m":[]}')}})
window.AppboxoJs=bridge
})();`

/** Boxo miniapps in a webview. */
export const webviewWire: WebviewWire = { script, event: NATIVE_EVENT }
