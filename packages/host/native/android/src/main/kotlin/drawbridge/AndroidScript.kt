// Made from the sources of @drawbridge/host by: npm run build:injected
package drawbridge

/** For an Android WebView: `addDocumentStartJavaScript`. */
internal const val ANDROID_SCRIPT: String =
  "(function(){function e(e){var t;if(!e||window.top!==window)return;let n=e.postMessage.bind(e),r=Function.prototype.call.bind(String.prototype.slice),i=``;for(let e of crypto.getRandomValues(new Uint8Array(16)))i+=(256+e).toString(16).slice(1);let a=document.head||document.readyState!==`loading`?`late`:`start`,o,s,c;function l(e){if(o)return o(e);let t={text:e,next:void 0};c?c.next=t:s=t,c=t}let u=dispatchEvent.bind(window,new Event(`drawbridge`));function d(e){n(`{\"d\":\"\${i}\",\"a\":0,\"m\":[]\${a===`late`?`,\"injection\":\"late\"`:``}\${e?`,\"proof\":\"\${e}\"`:``}}`),u()}let f={version:1,injection:a,post:e=>void n(`{\"d\":\"\${i}\",\${r(e,1)}`),listen(e){o=e;let t=s;for(s=c=void 0;t;t=t.next)o(t.text)},receive(e,t){e===i&&l(t)},announce(e,t){e===i&&d(t)}};try{Object.defineProperty(window,\"drawbridge\",{value:Object.freeze(f),writable:!1})}catch{return}(t=e.addEventListener)==null||t.call(e,`message`,({data:e})=>l(e)),d()}e(window.drawbridgeNative)})();"
