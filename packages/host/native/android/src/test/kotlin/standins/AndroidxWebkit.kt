package androidx.webkit

import android.net.Uri
import android.webkit.WebView

class WebMessageCompat(private val text: String?) {
  fun getData(): String? = text

  fun getType(): Int = if (text == null) TYPE_ARRAY_BUFFER else TYPE_STRING

  companion object {
    const val TYPE_STRING: Int = 0
    const val TYPE_ARRAY_BUFFER: Int = 1
  }
}

abstract class JavaScriptReplyProxy {
  abstract fun postMessage(text: String)
}

interface ScriptHandler {
  fun remove()
}

object WebViewFeature {
  const val WEB_MESSAGE_LISTENER: String = "WEB_MESSAGE_LISTENER"
  const val DOCUMENT_START_SCRIPT: String = "DOCUMENT_START_SCRIPT"
  val supported: MutableSet<String> = HashSet()

  @JvmStatic fun isFeatureSupported(feature: String): Boolean = feature in supported
}

object WebViewCompat {
  interface WebMessageListener {
    fun onPostMessage(
      view: WebView,
      message: WebMessageCompat,
      sourceOrigin: Uri,
      isMainFrame: Boolean,
      replyProxy: JavaScriptReplyProxy,
    )
  }

  class Listener(val origins: Set<String>, val listener: WebMessageListener)

  /** Of each webview, by name. */
  val listeners: MutableMap<WebView, MutableMap<String, Listener>> = HashMap()
  val startScripts: MutableMap<WebView, MutableSet<Pair<String, Set<String>>>> = HashMap()

  @JvmStatic
  fun addWebMessageListener(view: WebView, name: String, origins: Set<String>, listener: WebMessageListener) {
    listeners.getOrPut(view) { HashMap() }[name] = Listener(origins, listener)
  }

  @JvmStatic
  fun removeWebMessageListener(view: WebView, name: String) {
    listeners[view]?.remove(name)
  }

  @JvmStatic
  fun addDocumentStartJavaScript(view: WebView, script: String, origins: Set<String>): ScriptHandler {
    val added = script to origins
    startScripts.getOrPut(view) { HashSet() }.add(added)
    return object : ScriptHandler {
      override fun remove() {
        startScripts[view]?.remove(added)
      }
    }
  }
}
