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

  var json: Json {
    [
      "inFlight": .number(Double(inFlight)),
      "messageBytes": .number(Double(messageBytes)),
      "eventsPerSecond": .number(Double(eventsPerSecond)),
      "eventBurst": .number(Double(eventBurst)),
      "eventBytesPerSecond": .number(Double(eventBytesPerSecond)),
      "eventBytesBurst": .number(Double(eventBytesBurst)),
    ]
  }
}

/// A packet takes so many messages and characters.
let packetMessages = 256
let packetBytes = 262_144

/// What waits for a session.
let queuedMessages = 256
