#if canImport(WebKit)
  import WebKit

  /// The name of the script message handler that the injected script looks for.
  private let handlerName = "drawbridge"

  extension BridgeHost {
    /// Puts a miniapp into a webview and loads it. Call it on the main thread, and keep what it returns.
    ///
    /// The webview's navigation delegate is the bridge's from now on: it keeps the webview at its miniapp, and learns of new
    /// documents.
    ///
    /// - Throws: `BridgeError` `INVALID_PAYLOAD` for a bad option, `ORIGIN_NOT_ALLOWED` for a URL outside of `origins`.
    @MainActor
    public func mount(_ webView: WKWebView, _ options: MiniappOptions, _ web: WebViewOptions) throws -> Miniapp {
      let miniapp = try Miniapp(
        host: self, options: options, platform: "ios", thread: MainThread(),
        evaluate: { [weak webView] script in webView?.evaluateJavaScript(script, completionHandler: nil) })
      if linkTarget(web.url.absoluteString, miniapp.origins) != .inside {
        let text = "url is \"\(web.url.absoluteString)\", which is not of the listed origins. Add its origin to origins"
        throw BridgeError("ORIGIN_NOT_ALLOWED", text)
      }
      let delegate = MiniappDelegate(miniapp: miniapp, web: web, onError: onError)
      // The miniapp finds `window.drawbridge` in its own world, so that handler and script belong there. Every frame could
      // call the handler: the gate looks at the frame and the origin of each message.
      let controller = webView.configuration.userContentController
      // WebKit ends the app where a name is used twice, as by a second mount in the same webview.
      controller.removeScriptMessageHandler(forName: handlerName, contentWorld: .page)
      controller.add(delegate, contentWorld: .page, name: handlerName)
      let script = WKUserScript(source: iosScript, injectionTime: .atDocumentStart, forMainFrameOnly: true, in: .page)
      controller.addUserScript(script)
      if #available(iOS 16.4, macOS 13.3, *) {
        webView.isInspectable = web.isInspectable
      }
      webView.navigationDelegate = delegate
      // It holds the delegate too, which a webview does not.
      miniapp.onUnmounted = { [weak webView] in
        // Of a miniapp that was mounted there later, the handler has the same name.
        guard let webView = webView, webView.navigationDelegate === delegate else { return }
        webView.configuration.userContentController.removeScriptMessageHandler(forName: handlerName, contentWorld: .page)
        webView.navigationDelegate = nil
      }
      webView.load(URLRequest(url: web.url))
      return miniapp
    }
  }
#endif
