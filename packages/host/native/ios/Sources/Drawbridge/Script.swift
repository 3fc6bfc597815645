import Foundation

/// The script that hands `text` to the document whose token is `token`, and does nothing in any other.
///
/// The text stays a text until the script of the right document has compared the token: a literal, or a call of the
/// page's `JSON.parse`, would show it to whatever page is there by then.
func encodeReceive(token: String, text: String) -> String {
  "window.drawbridge.receive(\(scriptText(token)),\(scriptText(text)))"
}

/// Has the document of `token` announce itself again, with a proof that only the main frame hears.
func encodeAnnounce(token: String, proof: String) -> String {
  "window.drawbridge&&drawbridge.announce(\"\(token)\",\"\(proof)\")"
}

/// Any text as a literal in script source, whatever it contains; also where that source stands in HTML.
func scriptText(_ text: String) -> String {
  var out = ""
  for scalar in quotedJson(text).unicodeScalars {
    switch scalar {
    // `<` could end the script or begin a comment in it, and old script source ends a line at U+2028 and U+2029.
    case "<", "\u{2028}", "\u{2029}": out += escaped(scalar)
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out
}
