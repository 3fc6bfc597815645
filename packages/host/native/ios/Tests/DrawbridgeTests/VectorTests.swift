import Foundation
import XCTest

@testable import Drawbridge

final class VectorTests: XCTestCase {
  func testHost() throws {
    for vector in try readVectors("host") {
      let name = vector["name"]?.asText ?? ""
      let host = try HostUnderTest()
      var sent = 0.0
      var asked: Json = .null
      for step in vector["steps"]?.asList ?? [] {
        if let text = step["in"]?.asText {
          let id = try writeJson(asked, "id")
          host.take(text.replacingOccurrences(of: "\"id\":\"*\"", with: "\"id\":\(id)"))
        } else {
          try host.act(step["do"]?.asList ?? [])
        }
        for packet in host.packets where packet["m"]?.asList?.isEmpty == false {
          sent += 1
          XCTAssertEqual(packet["n"]?.asNumber, sent, name)
        }
        let messages = host.packets.flatMap { $0["m"]?.asList ?? [] }
        XCTAssertTrue(fits(.list(messages), step["out"] ?? .null), "\(name): \(messages)")
        asked = messages.last?["id"] ?? asked
        if let replied = step["replied"] { XCTAssertEqual(host.replies, [replied], name) }
        for secret in vector["unsaid"]?.asList ?? [] {
          XCTAssertFalse(host.texts.joined().contains(secret.asText ?? ""), name)
        }
      }
      if let heard = vector["heard"]?.asList { XCTAssertEqual(host.heard, heard, name) }
      XCTAssertEqual(host.isConnected, vector["ended"]?.asBool != true, name)
    }
  }

  func testWebview() throws {
    for vector in try readVectors("webview") {
      let ends = RecordingEnds()
      let gate = DocumentGate(origins: ["https://shop.example", "miniapp://shop"], ends: ends)
      for step in vector["steps"]?.asList ?? [] {
        ends.happened = []
        if let text = step["text"]?.asText {
          let sender = MessageSender(url: step["url"]?.asText ?? "", isMainFrame: step["isMainFrame"]?.asBool)
          gate.message(text.replacingOccurrences(of: "$PROOF", with: ends.proof), sender)
        } else {
          gate.gone()
        }
        let then = step["then"]?.asText ?? ""
        XCTAssertEqual(ends.happened, then == "nothing" ? [] : [then], vector["name"]?.asText ?? "")
      }
    }
  }

  // encoder-utf16.json holds texts that no text of Swift holds.
  func testEncoder() throws {
    for vector in try readVectors("encoder") {
      let script = encodeReceive(token: vector["token"]?.asText ?? "", text: vector["text"]?.asText ?? "")
      XCTAssertEqual(script, vector["script"]?.asText, vector["name"]?.asText ?? "")
    }
  }

  func testLinks() {
    let origins: Set<String> = ["https://shop.example"]
    XCTAssertEqual(linkTarget("https://shop.example/cart?x=1", origins), .inside)
    XCTAssertEqual(linkTarget("https://shop.example.evil.test/", origins), .outside)
    XCTAssertEqual(linkTarget("tel:+420123456789", origins), .outside)
    for address in ["javascript:alert(1)", "file:///etc/hosts", "data:text/html,x", "itms-services://x", "x"] {
      XCTAssertEqual(linkTarget(address, origins), .refused, address)
    }
  }
}

/// Writes down what the gate does.
private final class RecordingEnds: GateEnds {
  var happened: [String] = []
  var proof = ""

  func evaluate(_ script: String) {
    happened.append("asked")
    proof = script.components(separatedBy: "\"").dropLast().last ?? ""
  }

  func begin(_ document: MiniappDocument, isNew: Bool, post: @escaping (String) -> Void) {
    happened.append("session")
  }

  func heard(_ text: String) { happened.append("heard") }

  func ended() { happened.append("ended") }

  func refused(_ error: BridgeError) { happened.append("refused") }
}
