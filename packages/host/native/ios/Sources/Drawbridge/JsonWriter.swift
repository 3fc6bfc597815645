import Foundation

/// Nesting that every engine and every JSON library can read.
private let maxLevels = 256
private let pathLength = 120

/// The JSON text of `value`.
///
/// - Parameter field: What the value is to the caller, for the message: `payload`, `reply`.
/// - Throws: `BridgeError` `INVALID_PAYLOAD` with the path, for what JSON cannot carry unchanged.
func writeJson(_ value: Json, _ field: String) throws -> String {
  var writer = JsonWriter(field: field, isLenient: false)
  try writer.append(value)
  return writer.out
}

/// What the reader gave, whatever it is: equal for equal data, since members are always sorted.
func writeAnyJson(_ value: Json) -> String {
  var writer = JsonWriter(field: "payload", isLenient: true)
  // A lenient writer refuses nothing.
  _ = try? writer.append(value)
  return writer.out
}

private struct JsonWriter {
  let field: String
  let isLenient: Bool
  var out = ""
  var way: [String] = []

  init(field: String, isLenient: Bool) {
    self.field = field
    self.isLenient = isLenient
  }

  mutating func append(_ value: Json) throws {
    switch value {
    case .null: out += "null"
    case .bool(let bool): out += bool ? "true" : "false"
    case .number(let number): try appendNumber(number)
    case .text(let text): out += quotedJson(text)
    case .list(let items): try appendItems(items)
    case .members(let members): try appendMembers(members)
    }
  }

  private mutating func appendNumber(_ number: Double) throws {
    if !number.isFinite {
      if !isLenient { throw refusal("\(number)") }
      // A number that is too large for one, which says the same each time.
      out += "null"
      return
    }
    if number.rounded() == number && abs(number) <= maxSafeInteger {
      out += String(Int(number))
    } else {
      out += "\(number)"
    }
  }

  private mutating func appendItems(_ items: [Json]) throws {
    try checkLevel()
    out += "["
    for (index, item) in items.enumerated() {
      if index > 0 { out += "," }
      way.append("[\(index)]")
      try append(item)
      way.removeLast()
    }
    out += "]"
  }

  private mutating func appendMembers(_ members: [String: Json]) throws {
    try checkLevel()
    out += "{"
    for (index, name) in members.keys.sorted().enumerated() {
      if index > 0 { out += "," }
      way.append(".\(name)")
      let isReserved = name == "__proto__" || (way.count == 1 && name.hasPrefix("$"))
      if isReserved && !isLenient { throw refusal("a reserved key") }
      out += quotedJson(name) + ":"
      try append(members[name] ?? .null)
      way.removeLast()
    }
    out += "}"
  }

  private func checkLevel() throws {
    if way.count == maxLevels && !isLenient { throw refusal("deeper than \(maxLevels) levels") }
  }

  private func refusal(_ fault: String) -> BridgeError {
    let path = String((field + way.joined()).prefix(pathLength))
    return BridgeError("INVALID_PAYLOAD", "\(path) is \(fault). Send plain JSON", data: ["path": .text(path)])
  }
}

/// `text` as JSON writes it.
func quotedJson(_ text: String) -> String {
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\u{08}": out += "\\b"
    case "\u{0c}": out += "\\f"
    case "\n": out += "\\n"
    case "\r": out += "\\r"
    case "\t": out += "\\t"
    default:
      if scalar.value < 0x20 { out += escaped(scalar) } else { out.unicodeScalars.append(scalar) }
    }
  }
  return out + "\""
}

func escaped(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16)
  return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
}
