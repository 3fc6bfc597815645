export { androidScript, iosScript, reactNativeScript } from './native/scripts.js'
export {
  joinWebview,
  type MessageSender,
  type WebviewDocument,
  type WebviewEnds,
  type WebviewOptions,
} from './native/webview.js'
