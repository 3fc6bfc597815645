#if canImport(WebKit)
  import WebKit

  /// Hands the messages and the navigations of a webview to the bridge.
  final class MiniappDelegate: NSObject {
    /// The webview keeps its handlers alive, and must not keep the miniapp.
    private weak var miniapp: Miniapp?
    private let web: WebViewOptions
    private let onError: (BridgeError) -> Void

    init(miniapp: Miniapp, web: WebViewOptions, onError: @escaping (BridgeError) -> Void) {
      self.miniapp = miniapp
      self.web = web
      self.onError = onError
    }

    private func refuse(_ url: URL) {
      let id = miniapp?.appId ?? ""
      onError(BridgeError("NOT_ALLOWED", "A link of \"\(id)\" to \"\(url.scheme ?? ""):\" goes nowhere"))
    }
  }

  extension MiniappDelegate: WKScriptMessageHandler {
    func userContentController(_ controller: WKUserContentController, didReceive message: WKScriptMessage) {
      let frame = message.frameInfo
      let sender = MessageSender(url: originText(frame.securityOrigin), isMainFrame: frame.isMainFrame)
      miniapp?.gate.message(message.body as? String, sender)
    }

    /// A frame without an origin has neither protocol nor host.
    private func originText(_ origin: WKSecurityOrigin) -> String {
      let port = origin.port == 0 ? "" : ":\(origin.port)"
      return "\(origin.protocol)://\(origin.host)\(port)"
    }
  }

  extension MiniappDelegate: WKNavigationDelegate {
    // The selector is spelled out: the type of the closure changed between SDKs, and a near match is never called.
    @objc(webView:decidePolicyForNavigationAction:decisionHandler:)
    func webView(
      _ webView: WKWebView, decidePolicyFor action: WKNavigationAction,
      decisionHandler: @escaping (WKNavigationActionPolicy) -> Void
    ) {
      guard let url = action.request.url, let miniapp = miniapp else { return decisionHandler(.cancel) }
      // A frame of a miniapp shows what it likes of the web: the gate takes no message of it.
      if let frame = action.targetFrame, !frame.isMainFrame {
        let schemes: Set<String> = ["https", "http", "about", "blob", "data"]
        return decisionHandler(schemes.contains(url.scheme?.lowercased() ?? "") ? .allow : .cancel)
      }
      let isNewWindow = action.targetFrame == nil
      switch linkTarget(url.absoluteString, miniapp.origins) {
      case .inside:
        // There is one window.
        if isNewWindow { webView.load(action.request) }
        decisionHandler(isNewWindow ? .cancel : .allow)
      case .outside:
        web.onExternalLink(url, action.navigationType == .linkActivated)
        decisionHandler(.cancel)
      case .refused:
        refuse(url)
        decisionHandler(.cancel)
      }
    }

    /// Another document: the one before it is gone. Its script runs after this.
    func webView(_ webView: WKWebView, didCommit navigation: WKNavigation!) {
      miniapp?.gate.gone()
    }

    func webViewWebContentProcessDidTerminate(_ webView: WKWebView) {
      miniapp?.gate.gone()
      web.onProcessGone()
    }
  }
#endif
