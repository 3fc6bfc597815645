import Foundation

/// A document of the miniapp that has announced itself.
public struct MiniappDocument {
  public let origin: String
  /// Scripts of the page ran before ours: an app may grant it less.
  public let isLate: Bool
}

/// What the webview knows of a message besides its text.
struct MessageSender {
  /// The address or the origin of the frame that sent it.
  let url: String
  /// Nil where the webview does not tell.
  let isMainFrame: Bool?
}

/// What the gate does with what it has let in.
protocol GateEnds: AnyObject {
  /// Runs a script in the page's own world of the main frame.
  func evaluate(_ script: String)
  /// A session begins with the document behind `post`; the one before it is over.
  func begin(_ document: MiniappDocument, isNew: Bool, post: @escaping (String) -> Void)
  func heard(_ text: String)
  /// The document is gone.
  func ended()
  func refused(_ error: BridgeError)
}

// The injected script writes the token first, so that nothing is parsed before it was compared.
private let head = Pattern("\\{\"d\":\"([0-9a-f]{32})\",")
private let headLength = 40
private let announcement = Pattern(
  "\"a\":0,\"m\":\\[\\](?:,\"injection\":\"(late)\")?(?:,\"proof\":\"([A-Za-z0-9_\\-]{1,64})\")?\\}\\z")
private let announcementLength = 200

/// Script message handlers can be called from every frame and stay over navigations, so that each message is looked at:
/// main frame, origin, token of the document. A document that announces itself is taken if it is the first of its main
/// frame. Another one, or one of an unknown frame, has to prove that it is in the main frame: only that frame's script
/// hears the question.
final class DocumentGate {
  private let origins: Set<String>
  private weak var ends: GateEnds?
  private var current: String?
  /// What the main frame is asked to say, and the token of the last document that it was asked about.
  private var question: String?
  private var asker: String?

  init(origins: Set<String>, ends: GateEnds) {
    self.origins = origins
    self.ends = ends
  }

  func message(_ text: String?, _ sender: MessageSender) {
    let origin = originOfAddress(sender.url)
    if sender.isMainFrame == false {
      return refuse("NOT_ALLOWED", "A frame of \(origin) inside the miniapp spoke to the host")
    }
    if !origins.contains(origin) {
      let remedy = "Add \"\(origin)\" to origins if it is your miniapp"
      return refuse("ORIGIN_NOT_ALLOWED", "A page of \(origin) spoke to the host. \(remedy)")
    }
    // All of ASCII up to here, so that units, bytes and characters are the same.
    guard let text = text, let start = head.atStart(of: String(decoding: text.utf8.prefix(headLength), as: UTF8.self))
    else {
      return refuse("INVALID_MESSAGE", "A page of \(origin) sent what is no packet of a document")
    }
    let token = start[1]
    let rest = String(decoding: text.utf8.dropFirst(start[0].utf8.count), as: UTF8.self)
    let announced = rest.utf8.count < announcementLength ? announcement.atStart(of: rest) : nil
    if let announced = announced {
      onAnnouncement(token, isLate: announced[1] == "late", proof: announced[2], origin, sender)
    } else if token == current {
      ends?.heard("{" + rest)
    } else if token != asker {
      // While the main frame is asked it is not known whose this is; the miniapp says it again.
      refuse("NOT_ALLOWED", "A document of \(origin) spoke that is not the current one")
    }
  }

  /// The main frame has committed another document, or the web process is gone.
  func gone() {
    let isOver = current != nil
    current = nil
    question = nil
    asker = nil
    if isOver { ends?.ended() }
  }

  private func onAnnouncement(
    _ token: String, isLate: Bool, proof: String, _ origin: String, _ sender: MessageSender
  ) {
    let isProven = !proof.isEmpty && proof == question
    let isFirst = sender.isMainFrame == true && current == nil
    if isProven || isFirst || (token == current && proof.isEmpty) {
      begin(token, MiniappDocument(origin: origin, isLate: isLate))
    } else if !proof.isEmpty {
      // The main frame may have been asked twice.
      if token != current { refuse("NOT_ALLOWED", "A document of \(origin) gave a proof that nobody asked for") }
    } else {
      // One question at a time: a stranger that announces itself must not take the answer of the right one away. It is put
      // again each time: the first may have met the document before.
      let asked = question ?? createProof()
      question = asked
      asker = token
      ends?.evaluate(encodeAnnounce(token: token, proof: asked))
    }
  }

  private func begin(_ token: String, _ document: MiniappDocument) {
    let isNew = token != current
    question = nil
    asker = nil
    current = token
    // Where our script is not injected, a page could have a `drawbridge` of its own.
    let guardText = isOnTheWeb(document.origin) ? "location.origin===\(scriptText(document.origin))&&" : ""
    ends?.begin(document, isNew: isNew) { [weak self] text in
      self?.ends?.evaluate(guardText + encodeReceive(token: token, text: text))
    }
  }

  private func refuse(_ code: String, _ text: String) {
    ends?.refused(BridgeError(code, text))
  }
}

/// 122 random bits that nobody guesses, of the system's secure generator.
func createProof() -> String {
  UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
}
