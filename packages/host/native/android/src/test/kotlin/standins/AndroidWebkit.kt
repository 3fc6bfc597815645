package android.webkit

import android.content.Context
import android.graphics.Bitmap
import android.net.Uri
import android.os.Handler
import android.os.Looper

@Target(AnnotationTarget.FUNCTION) annotation class JavascriptInterface

fun interface ValueCallback<T> {
  fun onReceiveValue(value: T)
}

interface WebResourceRequest {
  fun getUrl(): Uri

  fun isForMainFrame(): Boolean

  fun hasGesture(): Boolean
}

abstract class RenderProcessGoneDetail {
  abstract fun didCrash(): Boolean
}

open class WebViewClient {
  open fun shouldOverrideUrlLoading(view: WebView, request: WebResourceRequest): Boolean = false

  open fun onPageStarted(view: WebView, url: String, favicon: Bitmap?) {}

  open fun onPageFinished(view: WebView, url: String) {}

  open fun onRenderProcessGone(view: WebView, detail: RenderProcessGoneDetail): Boolean = false
}

class WebSettings {
  val log = sortedMapOf<String, Any>()

  fun setJavaScriptEnabled(on: Boolean) = log.set("javaScriptEnabled", on)

  fun setDomStorageEnabled(on: Boolean) = log.set("domStorageEnabled", on)

  fun setAllowFileAccess(on: Boolean) = log.set("allowFileAccess", on)

  fun setAllowContentAccess(on: Boolean) = log.set("allowContentAccess", on)

  fun setSupportMultipleWindows(on: Boolean) = log.set("supportMultipleWindows", on)

  fun setJavaScriptCanOpenWindowsAutomatically(on: Boolean) = log.set("canOpenWindows", on)

  fun setMixedContentMode(mode: Int) = log.set("mixedContentMode", mode)

  companion object {
    const val MIXED_CONTENT_NEVER_ALLOW: Int = 1
  }
}

/** Writes down what is done to it, and refuses other threads as the real one does. */
class WebView(val context: Context) {
  val scripts = ArrayList<String>()
  val objects = LinkedHashMap<String, Any>()
  val webSettings = WebSettings()
  var client = WebViewClient()
  private var url: String? = null

  fun getSettings(): WebSettings = webSettings

  fun setWebViewClient(client: WebViewClient) {
    checkThread()
    this.client = client
  }

  fun getUrl(): String? {
    checkThread()
    return url
  }

  fun loadUrl(url: String) {
    checkThread()
    this.url = url
  }

  fun evaluateJavascript(script: String, done: ValueCallback<String>?) {
    checkThread()
    scripts.add(script)
    done?.onReceiveValue("null")
  }

  fun addJavascriptInterface(target: Any, name: String) {
    checkThread()
    objects[name] = target
  }

  fun removeJavascriptInterface(name: String) {
    checkThread()
    objects.remove(name)
  }

  fun post(work: Runnable): Boolean = Handler(Looper.getMainLooper()).post(work)

  companion object {
    var isDebuggable: Boolean = false

    @JvmStatic
    fun setWebContentsDebuggingEnabled(on: Boolean) {
      isDebuggable = on
    }

    private fun checkThread() {
      if (Looper.myLooper() == null) throw IllegalStateException("A WebView method was called on a wrong thread")
    }
  }
}
