import { install, type NativeHandler } from './install.js'

interface ReactNativeWindow {
  ReactNativeWebView?: NativeHandler
  webkit?: { messageHandlers?: { ReactNativeWebView?: NativeHandler } }
}

// react-native-webview makes the first of these two with a script of its own, which may run after this one.
const { ReactNativeWebView, webkit } = window as ReactNativeWindow
const handler = ReactNativeWebView ?? webkit?.messageHandlers?.ReactNativeWebView
// Answers come by injectJavaScript: on Android the object has an addEventListener that is not ours to use.
install(handler && { postMessage: handler.postMessage.bind(handler) })
