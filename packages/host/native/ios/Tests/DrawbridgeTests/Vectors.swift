import Foundation
import XCTest

@testable import Drawbridge

/// Where the vectors lie: beside the package of the host, in the repository and in `node_modules`.
private let vectorsFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("testing/vectors")

/// The vectors or cases of a file.
func readVectors(_ name: String) throws -> [Json] {
  let file = vectorsFolder.appendingPathComponent("\(name).json")
  let json = try readJson(try String(contentsOf: file, encoding: .utf8))
  return try XCTUnwrap((json["vectors"] ?? json["cases"])?.asList)
}

/// Whether a value is what a vector expects: `"*"` is anything, and members that are not named may be there too.
func fits(_ value: Json?, _ expected: Json) -> Bool {
  guard let value = value else { return false }
  if expected == .text("*") { return true }
  if let items = expected.asList {
    guard let own = value.asList, own.count == items.count else { return false }
    return zip(own, items).allSatisfy { fits($0, $1) }
  }
  if let members = expected.asMembers {
    return members.allSatisfy { name, member in fits(value[name], member) }
  }
  return value == expected
}

/// A thread whose time stands still.
final class TestThread: BridgeThread {
  func now() -> Int { 0 }

  func run(_ work: @escaping () -> Void) { work() }

  func after(_ milliseconds: Int, _ work: @escaping () -> Void) -> () -> Void {
    return {}
  }
}
