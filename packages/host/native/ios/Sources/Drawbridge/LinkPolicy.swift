import Foundation

/// Where a link of a miniapp leads.
enum LinkTarget: String {
  /// It stays in the webview: a page of the miniapp.
  case inside
  /// The app decides: an ordinary page of somebody else, a telephone number, a mail address.
  case outside
  /// It goes nowhere: addresses that reach into the device, or that are code.
  case refused
}

private let scheme = Pattern("([A-Za-z][A-Za-z0-9+.\\-]*):")
private let outsideSchemes: Set<String> = ["https", "http", "mailto", "tel", "sms"]

/// Only pages of the miniapp's own origins are loaded beside the bridge.
func linkTarget(_ address: String, _ origins: Set<String>) -> LinkTarget {
  if origins.contains(originOfAddress(address)) { return .inside }
  guard let name = scheme.atStart(of: address)?[1].lowercased() else { return .refused }
  return outsideSchemes.contains(name) ? .outside : .refused
}
