package drawbridge

import android.content.Context
import android.net.Uri
import android.os.Handler
import android.os.Looper
import android.webkit.RenderProcessGoneDetail
import android.webkit.WebResourceRequest
import android.webkit.WebView
import androidx.webkit.JavaScriptReplyProxy
import androidx.webkit.WebMessageCompat
import androidx.webkit.WebViewCompat
import androidx.webkit.WebViewFeature
import drawbridge.android.JavascriptChannel
import drawbridge.android.WebViewChannel
import drawbridge.android.WebViewOptions
import drawbridge.android.mount
import kotlin.concurrent.thread

/** The Android layer over stand-ins for the classes of Android. */
internal class WebViewUnderTest(command: Map<String, Any?>) {
  private val webView = WebView(object : Context() {})
  private val errors = ArrayList<String>()
  private val links = ArrayList<String>()
  private val crashes = ArrayList<Boolean>()
  private val replies = ArrayList<String>()
  private val documents = ArrayList<String>()
  private val miniapp: Miniapp
  private var held: BridgeCall? = null

  init {
    WebViewFeature.supported.clear()
    for (feature in command["features"] as List<*>) WebViewFeature.supported.add(feature as String)
    val host = BridgeHost("Vectors") { errors.add(it.code) }
    host.onCustomEvent("hold") { _, call -> held = call }
    val options =
      MiniappOptions(
        appId = "shop",
        origins = setOf("https://shop.example"),
        onDocument = { documents.add("${it.origin} ${if (it.isLate) "late" else "start"}") },
      )
    val web =
      WebViewOptions(
        url = command["url"] as String,
        channel = WebViewChannel.valueOf(command["channel"] as String),
        isDebuggable = command["isDebuggable"] == true,
        onExternalLink = { url, hasGesture -> links.add("$url $hasGesture") },
        onProcessGone = { crashes.add(it) },
      )
    miniapp = host.mount(webView, options, web)
  }

  fun run(command: Map<String, Any?>): Map<String, Any?> {
    replies.clear()
    webView.scripts.clear()
    val url = command["url"] as? String ?: ""
    var answer: Boolean? = null
    when (command["do"]) {
      "message" -> {
        val listener = WebViewCompat.listeners.getValue(webView).getValue("drawbridgeNative").listener
        val proxy = object : JavaScriptReplyProxy() {
          override fun postMessage(text: String) {
            checkNotNull(Looper.myLooper()) { "A reply was posted on a wrong thread" }
            replies.add(text)
          }
        }
        val message = WebMessageCompat(command["text"] as String?)
        listener.onPostMessage(webView, message, Uri(url), command["isMainFrame"] as Boolean, proxy)
      }
      "call" -> {
        val target = webView.objects.getValue("drawbridgeNative") as JavascriptChannel
        thread { target.postMessage(command["text"] as String?) }.join()
      }
      "link" -> answer = webView.client.shouldOverrideUrlLoading(webView, request(url, command))
      "page" -> {
        webView.loadUrl(url)
        webView.client.onPageStarted(webView, url, null)
        webView.client.onPageFinished(webView, url)
      }
      "crash" ->
        answer =
          webView.client.onRenderProcessGone(
            webView,
            object : RenderProcessGoneDetail() {
              override fun didCrash(): Boolean = true
            },
          )
      // As the callback of a payment library: on a thread of its own.
      "reply" -> thread { held?.reply(if (Looper.myLooper() == null) "elsewhere" else "main") }.join()
      "unmount" -> miniapp.unmount()
    }
    Handler.drain()
    return mapOf(
      "answer" to answer,
      "replies" to replies.toList(),
      "scripts" to webView.scripts.toList(),
      "errors" to errors.toList(),
      "links" to links.toList(),
      "crashes" to crashes.toList(),
      "documents" to documents.toList(),
      "isConnected" to miniapp.isConnected,
      "settings" to webView.webSettings.log,
      "isDebuggable" to WebView.isDebuggable,
      "objects" to webView.objects.keys.toList(),
      "listeners" to WebViewCompat.listeners[webView].orEmpty().mapValues { it.value.origins.toList() },
      "startScripts" to WebViewCompat.startScripts[webView].orEmpty().map { listOf(it.first, it.second.toList()) },
    )
  }

  private fun request(url: String, command: Map<String, Any?>) =
    object : WebResourceRequest {
      override fun getUrl(): Uri = Uri(url)

      override fun isForMainFrame(): Boolean = command["isMainFrame"] != false

      override fun hasGesture(): Boolean = true
    }
}
