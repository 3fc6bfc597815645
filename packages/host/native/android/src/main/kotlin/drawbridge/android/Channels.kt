package drawbridge.android

import android.net.Uri
import android.webkit.JavascriptInterface
import android.webkit.WebView
import androidx.webkit.JavaScriptReplyProxy
import androidx.webkit.WebMessageCompat
import androidx.webkit.WebViewCompat
import drawbridge.DocumentGate
import drawbridge.MessageSender

/** Messages with the origin and the frame that sent them, answered to the document that asked. */
internal class MessageListener(private val gate: DocumentGate) : WebViewCompat.WebMessageListener {
  override fun onPostMessage(
    view: WebView,
    message: WebMessageCompat,
    sourceOrigin: Uri,
    isMainFrame: Boolean,
    replyProxy: JavaScriptReplyProxy,
  ) {
    val isText = message.getType() == WebMessageCompat.TYPE_STRING
    val sender = MessageSender(sourceOrigin.toString(), isMainFrame) { replyProxy.postMessage(it) }
    gate.message(if (isText) message.getData() else null, sender)
  }
}

/** An object of the page, in every frame, called on a thread of its own. It tells nothing of who calls. */
internal class JavascriptChannel(private val webView: WebView, private val gate: DocumentGate) {
  @JavascriptInterface
  fun postMessage(text: String?) {
    webView.post(Runnable { gate.message(text, MessageSender(webView.getUrl() ?: "", null)) })
  }
}
