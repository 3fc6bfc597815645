import Foundation

/// What a host says of the webview that a miniapp runs in.
public struct WebViewOptions {
  /// Address of the miniapp.
  public var url: URL
  /// Lets Safari's Web Inspector look into this webview, on iOS 16.4 and newer: for debug builds.
  public var isInspectable = false
  /// A link leads out of the miniapp: open it elsewhere, or do nothing. `hasGesture`: a person touched it.
  public var onExternalLink: (_ url: URL, _ hasGesture: Bool) -> Void = { _, _ in }
  /// The process of the webview is gone. The page is blank until it is loaded again.
  public var onProcessGone: () -> Void = {}

  public init(url: URL) {
    self.url = url
  }
}
