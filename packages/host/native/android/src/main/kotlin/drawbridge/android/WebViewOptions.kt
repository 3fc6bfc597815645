package drawbridge.android

/** How messages of the page come. */
enum class WebViewChannel {
  /** `WebViewCompat.addWebMessageListener`: knows origin and frame, and answers the document that asked. */
  MESSAGE_LISTENER,

  /**
   * `addJavascriptInterface`, for old webviews. Every frame of every page can call it, so only for a webview that
   * never leaves the origins of its miniapp; who speaks is found out by asking the main frame.
   */
  JAVASCRIPT_INTERFACE,
}

/** What a host says of the webview that a miniapp runs in. */
class WebViewOptions(
  /** Address of the miniapp. */
  val url: String,
  val channel: WebViewChannel = WebViewChannel.MESSAGE_LISTENER,
  /** Lets Chrome's developer tools look into all webviews of this app: for debug builds, `BuildConfig.DEBUG`. */
  val isDebuggable: Boolean = false,
  /** A link leads out of the miniapp: open it elsewhere, or do nothing. `hasGesture`: a person touched it. */
  val onExternalLink: (url: String, hasGesture: Boolean) -> Unit = { _, _ -> },
  /** The process of the webview is gone. Remove and destroy the webview, and mount the miniapp in another. */
  val onProcessGone: (didCrash: Boolean) -> Unit = {},
)
