package drawbridge.android

import android.graphics.Bitmap
import android.webkit.RenderProcessGoneDetail
import android.webkit.WebResourceRequest
import android.webkit.WebView
import android.webkit.WebViewClient
import drawbridge.ANDROID_SCRIPT
import drawbridge.BridgeError
import drawbridge.LinkTarget
import drawbridge.Miniapp
import drawbridge.linkTarget
import drawbridge.originOfAddress

/** Keeps the webview at its miniapp, and tells the bridge when the process of the page is gone. */
internal class MiniappWebViewClient(
  private val miniapp: Miniapp,
  private val web: WebViewOptions,
  private val onError: (BridgeError) -> Unit,
  private val isScriptLate: Boolean,
) : WebViewClient() {
  override fun shouldOverrideUrlLoading(view: WebView, request: WebResourceRequest): Boolean {
    val url = request.getUrl().toString()
    val target = linkTarget(url, miniapp.origins)
    // A frame of a miniapp shows what it likes of the web: the gate takes no message of it.
    if (!request.isForMainFrame() && url.substringBefore(':').lowercase() in FRAME_SCHEMES) return false
    when (target) {
      LinkTarget.INSIDE -> return false
      LinkTarget.OUTSIDE -> web.onExternalLink(url, request.hasGesture())
      LinkTarget.REFUSED -> {
        val scheme = url.substringBefore(':').take(MAX_SCHEME)
        onError(BridgeError("NOT_ALLOWED", "A link of \"${miniapp.appId}\" to \"$scheme:\" goes nowhere"))
      }
    }
    return true
  }

  override fun onPageStarted(view: WebView, url: String, favicon: Bitmap?) = inject(view, url)

  override fun onPageFinished(view: WebView, url: String) = inject(view, url)

  override fun onRenderProcessGone(view: WebView, detail: RenderProcessGoneDetail): Boolean {
    miniapp.gate.gone()
    web.onProcessGone(detail.didCrash())
    // Otherwise Android ends the whole app.
    return true
  }

  /** The first of the two may run in the old document; the script does nothing where it ran before. */
  private fun inject(view: WebView, url: String) {
    if (isScriptLate && originOfAddress(url) in miniapp.origins) view.evaluateJavascript(ANDROID_SCRIPT, null)
  }
}

private const val MAX_SCHEME = 32
private val FRAME_SCHEMES = setOf("https", "http", "about", "blob", "data")
