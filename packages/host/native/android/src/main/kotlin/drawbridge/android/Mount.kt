package drawbridge.android

import android.webkit.WebSettings
import android.webkit.WebView
import androidx.webkit.WebViewCompat
import androidx.webkit.WebViewFeature
import drawbridge.ANDROID_SCRIPT
import drawbridge.BridgeError
import drawbridge.BridgeHost
import drawbridge.LinkTarget
import drawbridge.Miniapp
import drawbridge.MiniappOptions
import drawbridge.linkTarget

/** The name of the object that the injected script looks for. */
private const val NATIVE_OBJECT = "drawbridgeNative"

/**
 * Puts a miniapp into a webview and loads it. Call it on the main thread.
 *
 * @throws BridgeError `INVALID_PAYLOAD` for a bad option · `ORIGIN_NOT_ALLOWED` for a URL outside of `origins` ·
 *   `UNSUPPORTED` for a webview that is too old for the channel
 */
fun BridgeHost.mount(webView: WebView, options: MiniappOptions, web: WebViewOptions): Miniapp {
  val miniapp =
    Miniapp(this, options, "android", AndroidThread()) { script -> webView.evaluateJavascript(script, null) }
  if (linkTarget(web.url, miniapp.origins) != LinkTarget.INSIDE) {
    val text = "url is \"${web.url}\", which is not of the listed origins. Add its origin to origins"
    throw BridgeError("ORIGIN_NOT_ALLOWED", text)
  }
  val removeChannel = addChannel(webView, miniapp, web.channel)
  restrict(webView.getSettings())
  // A switch of the whole app: it is left alone where another part of the app may have turned it on.
  if (web.isDebuggable) WebView.setWebContentsDebuggingEnabled(true)
  val removeScript = addScript(webView, miniapp.origins)
  webView.setWebViewClient(MiniappWebViewClient(miniapp, web, onError, isScriptLate = removeScript == null))
  miniapp.onUnmounted = {
    removeChannel()
    removeScript?.invoke()
  }
  webView.loadUrl(web.url)
  return miniapp
}

private fun addChannel(webView: WebView, miniapp: Miniapp, channel: WebViewChannel): () -> Unit {
  if (channel == WebViewChannel.JAVASCRIPT_INTERFACE) {
    webView.addJavascriptInterface(JavascriptChannel(webView, miniapp.gate), NATIVE_OBJECT)
    return { webView.removeJavascriptInterface(NATIVE_OBJECT) }
  }
  if (!WebViewFeature.isFeatureSupported(WebViewFeature.WEB_MESSAGE_LISTENER)) {
    val remedy = "Ask the user to update Android System WebView, or choose JAVASCRIPT_INTERFACE"
    throw BridgeError("UNSUPPORTED", "This webview has no message listener. $remedy")
  }
  WebViewCompat.addWebMessageListener(webView, NATIVE_OBJECT, miniapp.origins, MessageListener(miniapp.gate))
  return { WebViewCompat.removeWebMessageListener(webView, NATIVE_OBJECT) }
}

/** Null where the webview runs no script at document start: then its client does it, later. */
private fun addScript(webView: WebView, origins: Set<String>): (() -> Unit)? {
  if (!WebViewFeature.isFeatureSupported(WebViewFeature.DOCUMENT_START_SCRIPT)) return null
  val script = WebViewCompat.addDocumentStartJavaScript(webView, ANDROID_SCRIPT, origins)
  return { script.remove() }
}

/** A miniapp is a page of the web: it has no business in the files of the device. */
private fun restrict(settings: WebSettings) {
  settings.setJavaScriptEnabled(true)
  settings.setDomStorageEnabled(true)
  settings.setAllowFileAccess(false)
  settings.setAllowContentAccess(false)
  settings.setSupportMultipleWindows(false)
  settings.setJavaScriptCanOpenWindowsAutomatically(false)
  settings.setMixedContentMode(WebSettings.MIXED_CONTENT_NEVER_ALLOW)
}
