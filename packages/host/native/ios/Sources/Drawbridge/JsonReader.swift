import Foundation

struct JsonFault: Error {}

/// Reads JSON as the standard has it, and nothing else.
///
/// A surrogate that stands alone is read as U+FFFD, since no text of Swift holds it.
///
/// - Throws: `JsonFault` for what is no JSON, and for nesting that no sender of ours writes.
func readJson(_ text: String) throws -> Json {
  var reader = JsonReader(bytes: Array(text.utf8))
  return try reader.read()
}

private let maxReadLevels = 512

private struct JsonReader {
  let bytes: [UInt8]
  var at = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func read() throws -> Json {
    let value = try readValue(level: 0)
    if at != bytes.count { throw JsonFault() }
    return value
  }

  /// With the space around it.
  private mutating func readValue(level: Int) throws -> Json {
    if level > maxReadLevels { throw JsonFault() }
    skipSpace()
    let value: Json
    switch try peek() {
    case UInt8(ascii: "{"): value = try readMembers(level: level)
    case UInt8(ascii: "["): value = try readList(level: level)
    case UInt8(ascii: "\""): value = .text(try readText())
    case UInt8(ascii: "t"): value = try readWord("true", .bool(true))
    case UInt8(ascii: "f"): value = try readWord("false", .bool(false))
    case UInt8(ascii: "n"): value = try readWord("null", .null)
    default: value = try readNumber()
    }
    skipSpace()
    return value
  }

  private mutating func readMembers(level: Int) throws -> Json {
    var members: [String: Json] = [:]
    at += 1
    skipSpace()
    if takes(UInt8(ascii: "}")) { return .members(members) }
    while true {
      skipSpace()
      if try peek() != UInt8(ascii: "\"") { throw JsonFault() }
      let name = try readText()
      skipSpace()
      if !takes(UInt8(ascii: ":")) { throw JsonFault() }
      members[name] = try readValue(level: level + 1)
      if takes(UInt8(ascii: "}")) { return .members(members) }
      if !takes(UInt8(ascii: ",")) { throw JsonFault() }
    }
  }

  private mutating func readList(level: Int) throws -> Json {
    var items: [Json] = []
    at += 1
    skipSpace()
    if takes(UInt8(ascii: "]")) { return .list(items) }
    while true {
      items.append(try readValue(level: level + 1))
      if takes(UInt8(ascii: "]")) { return .list(items) }
      if !takes(UInt8(ascii: ",")) { throw JsonFault() }
    }
  }

  private mutating func readText() throws -> String {
    at += 1
    var read: [UInt8] = []
    while true {
      let byte = try peek()
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: read, as: UTF8.self)
      case UInt8(ascii: "\\"): try readEscape(into: &read)
      case 0..<0x20: throw JsonFault()
      default: read.append(byte)
      }
    }
  }

  private mutating func readEscape(into read: inout [UInt8]) throws {
    let byte = try peek()
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): read.append(byte)
    case UInt8(ascii: "b"): read.append(0x08)
    case UInt8(ascii: "f"): read.append(0x0c)
    case UInt8(ascii: "n"): read.append(0x0a)
    case UInt8(ascii: "r"): read.append(0x0d)
    case UInt8(ascii: "t"): read.append(0x09)
    case UInt8(ascii: "u"): read.append(contentsOf: Array(String(try readCharacter()).utf8))
    default: throw JsonFault()
    }
  }

  /// One escape, or two that make a pair.
  private mutating func readCharacter() throws -> Character {
    let first = try readUnit()
    if let scalar = Unicode.Scalar(first) { return Character(scalar) }
    let start = at
    if first < 0xdc00, takes(UInt8(ascii: "\\")), takes(UInt8(ascii: "u")) {
      let second = try readUnit()
      if (0xdc00...0xdfff).contains(second),
        let scalar = Unicode.Scalar(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
      {
        return Character(scalar)
      }
    }
    at = start
    return "\u{fffd}"
  }

  private mutating func readUnit() throws -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      let byte = UInt32(try peek())
      at += 1
      switch byte {
      case 0x30...0x39: unit = unit * 16 + byte - 0x30
      case 0x41...0x46: unit = unit * 16 + byte - 0x41 + 10
      case 0x61...0x66: unit = unit * 16 + byte - 0x61 + 10
      default: throw JsonFault()
      }
    }
    return unit
  }

  private mutating func readNumber() throws -> Json {
    let start = at
    _ = takes(UInt8(ascii: "-"))
    if !takes(UInt8(ascii: "0")) { try skipDigits() }
    if takes(UInt8(ascii: ".")) { try skipDigits() }
    if takes(UInt8(ascii: "e")) || takes(UInt8(ascii: "E")) {
      if !takes(UInt8(ascii: "+")) { _ = takes(UInt8(ascii: "-")) }
      try skipDigits()
    }
    let digits = String(decoding: bytes[start..<at], as: UTF8.self)
    guard let number = Double(digits) else { throw JsonFault() }
    return .number(number)
  }

  private mutating func skipDigits() throws {
    let start = at
    while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
    if at == start { throw JsonFault() }
  }

  private mutating func readWord(_ word: String, _ value: Json) throws -> Json {
    let end = at + word.utf8.count
    if end > bytes.count || !bytes[at..<end].elementsEqual(word.utf8) { throw JsonFault() }
    at = end
    return value
  }

  private mutating func skipSpace() {
    while at < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[at]) { at += 1 }
  }

  private mutating func takes(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  private func peek() throws -> UInt8 {
    guard at < bytes.count else { throw JsonFault() }
    return bytes[at]
  }
}
