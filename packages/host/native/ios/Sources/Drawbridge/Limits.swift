import Foundation

/// What a host accepts, told to the miniapp. Sizes are UTF-16 code units of JSON text.
public struct Limits {
  /// Requests that may be unanswered at once, per direction.
  public var inFlight = 256
  /// The largest single message.
  public var messageBytes = 4_194_304
  /// Events that are taken in the long run. What is over is dropped.
  public var eventsPerSecond = 1_000
  /// Events that are taken at once after a silence.
  public var eventBurst = 20_000
  public var eventBytesPerSecond = 4_194_304
  public var eventBytesBurst = 33_554_432

  public init() {}

  var json: Json { .members(members.mapValues { .number(Double($0)) }) }

  /// - Throws: `BridgeError` `INVALID_PAYLOAD` naming the limit that is not over 0.
  func check() throws {
    for (name, value) in members where value <= 0 {
      throw BridgeError("INVALID_PAYLOAD", "limits.\(name) must be a number over 0, not \(value)")
    }
  }

  private var members: [String: Int] {
    [
      "inFlight": inFlight,
      "messageBytes": messageBytes,
      "eventsPerSecond": eventsPerSecond,
      "eventBurst": eventBurst,
      "eventBytesPerSecond": eventBytesPerSecond,
      "eventBytesBurst": eventBytesBurst,
    ]
  }
}

/// A packet takes so many messages and characters.
let packetMessages = 256
let packetBytes = 262_144

/// What waits for a session.
let queuedMessages = 256
