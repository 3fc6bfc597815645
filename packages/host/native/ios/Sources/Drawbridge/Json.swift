import Foundation

/// A value as JSON has it. Literals of Swift make it: `["paid": true, "lines": [1, 2]]`.
public enum Json: Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([Json])
  case members([String: Json])

  /// A member of an object; nil where there is none.
  public subscript(name: String) -> Json? {
    if case .members(let members) = self { return members[name] }
    return nil
  }

  public var asText: String? {
    if case .text(let text) = self { return text }
    return nil
  }

  public var asNumber: Double? {
    if case .number(let number) = self { return number }
    return nil
  }

  public var asBool: Bool? {
    if case .bool(let bool) = self { return bool }
    return nil
  }

  public var asList: [Json]? {
    if case .list(let list) = self { return list }
    return nil
  }

  public var asMembers: [String: Json]? {
    if case .members(let members) = self { return members }
    return nil
  }
}

extension Json: ExpressibleByBooleanLiteral {
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension Json: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
}

extension Json: ExpressibleByFloatLiteral {
  public init(floatLiteral value: Double) { self = .number(value) }
}

extension Json: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self = .text(value) }
}

extension Json: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Json...) { self = .list(elements) }
}

extension Json: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Json)...) {
    self = .members(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}

/// The largest whole number that every side reads as it is.
let maxSafeInteger: Double = 9_007_199_254_740_991

extension Json {
  /// A text of 1 to `max` UTF-16 code units: names, ids and keys that come over the wire.
  func name(max: Int = 256) -> String? {
    guard let text = asText, !text.isEmpty, text.utf16.count <= max else { return nil }
    return text
  }

  /// A whole number that every side reads as it is, however it is written.
  var integer: Int? {
    guard let number = asNumber, number.rounded() == number, abs(number) <= maxSafeInteger else { return nil }
    return Int(number)
  }
}
