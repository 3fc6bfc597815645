import Foundation

private let reportMs = 1_000
private let floodMs = 10_000
/// More dropped bursts than this within ten seconds are a flood.
private let floodBursts = 3.0

/// Decides which of the messages that no window holds back are taken in: a token bucket for messages and one for their
/// characters. What is over is dropped and reported once a second.
final class Intake {
  private let limits: Limits
  private let thread: BridgeThread
  private let onError: (BridgeError) -> Void
  /// So much was dropped that reading on costs more than it is worth.
  private let onFlood: () -> Void
  private var events: Double
  private var bytes: Double
  private var filledAt: Int
  private var unreported = 0
  private var stopReport: (() -> Void)?
  /// Since `countedFrom`, in bursts.
  private var dropped = 0.0
  private var countedFrom: Int

  init(
    limits: Limits, thread: BridgeThread, onError: @escaping (BridgeError) -> Void, onFlood: @escaping () -> Void
  ) {
    self.limits = limits
    self.thread = thread
    self.onError = onError
    self.onFlood = onFlood
    events = Double(limits.eventBurst)
    bytes = Double(limits.eventBytesBurst)
    filledAt = thread.now()
    countedFrom = filledAt
  }

  /// Whether a message is read. Requests are held back by their window, answers and goodbyes cost nothing.
  func takes(_ message: Message, _ size: Double, isFull: Bool) -> Bool {
    switch message {
    case .reply: return true
    case .notification(let method, _): return method == "bridge/close" || admit(size)
    case .request(_, let method, _):
      let isWindowed = method == "event" || method == appEvent
      return (isWindowed && !isFull) || admit(size)
    }
  }

  @discardableResult
  func admit(_ size: Double) -> Bool {
    let now = thread.now()
    let seconds = Double(now - filledAt) / 1_000
    filledAt = now
    events = min(Double(limits.eventBurst), events + seconds * Double(limits.eventsPerSecond))
    bytes = min(Double(limits.eventBytesBurst), bytes + seconds * Double(limits.eventBytesPerSecond))
    if events < 1 || bytes < size {
      drop(size, now)
      return false
    }
    events -= 1
    bytes -= size
    return true
  }

  func stop() {
    stopReport?()
    stopReport = nil
    if unreported > 0 { report() }
  }

  private func drop(_ size: Double, _ now: Int) {
    unreported += 1
    if stopReport == nil {
      stopReport = thread.after(reportMs) { [weak self] in self?.report() }
    }
    if now - countedFrom > floodMs {
      dropped = 0
      countedFrom = now
    }
    dropped += max(1 / Double(limits.eventBurst), size / Double(limits.eventBytesBurst))
    if dropped > floodBursts { onFlood() }
  }

  private func report() {
    stopReport = nil
    let text = "\(unreported) messages were dropped: at most \(limits.eventsPerSecond) events a second are taken"
    let data: Json = ["dropped": .number(Double(unreported))]
    unreported = 0
    onError(BridgeError("RATE_LIMITED", "\(text). Send fewer from the miniapp", data: data))
  }
}
