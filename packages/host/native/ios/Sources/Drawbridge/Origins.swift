import Foundation

// User names, backslashes and white space have no place in the address of a page that is loaded. Letters are spelled
// out: a pattern that ignores case would take the Kelvin sign for a k.
private let beginning = Pattern(
  "([A-Za-z][A-Za-z0-9+.\\-]*)://([A-Za-z0-9._~\\-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]+)?(?=\\z|[/?#])")
private let standardPorts = ["http": ":80", "https": ":443"]

/// The origin of an address as a webview reports it, `null` as a text where there is none.
func originOfAddress(_ address: String) -> String {
  guard let groups = beginning.atStart(of: address) else { return "null" }
  // All of ASCII, by the pattern.
  let scheme = groups[1].lowercased()
  let port = groups[3] == standardPorts[scheme] ? "" : groups[3]
  return "\(scheme)://\(groups[2].lowercased())\(port)"
}

/// Whether an origin is one of the web, not one of a scheme that the app made up.
func isOnTheWeb(_ origin: String) -> Bool {
  origin.hasPrefix("https:") || origin.hasPrefix("http:")
}

/// Tells the origins that may speak.
///
/// - Throws: `BridgeError` `ORIGIN_NOT_ALLOWED` naming the entry that is no origin.
func readOrigins(_ list: [String]) throws -> Set<String> {
  for entry in list {
    let origin = originOfAddress(entry)
    if origin == entry && origin != "null" { continue }
    let remedy =
      origin == "null" ? "Write scheme, host and port, as \"https://shop.example\"" : "Write \"\(origin)\""
    throw BridgeError("ORIGIN_NOT_ALLOWED", "origins has \"\(entry)\", which is no origin. \(remedy)")
  }
  if list.isEmpty {
    let text = "origins is empty, so that no page could speak. List the origin of the miniapp"
    throw BridgeError("ORIGIN_NOT_ALLOWED", text)
  }
  return Set(list)
}

/// A regular expression that is part of the program.
struct Pattern {
  private let expression: NSRegularExpression

  init(_ text: String) {
    // A pattern that does not compile is a mistake of this file, and every test meets it.
    expression = try! NSRegularExpression(pattern: text)
  }

  /// The match at the beginning of `text` and its groups; a group that took no part is empty.
  func atStart(of text: String) -> [String]? {
    let source = text as NSString
    let all = NSRange(location: 0, length: source.length)
    guard let match = expression.firstMatch(in: text, options: .anchored, range: all) else { return nil }
    return (0..<match.numberOfRanges).map { index -> String in
      let range = match.range(at: index)
      return range.location == NSNotFound ? "" : source.substring(with: range)
    }
  }
}
