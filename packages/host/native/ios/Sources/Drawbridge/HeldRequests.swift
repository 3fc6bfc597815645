import Foundation

/// A request of the miniapp, until it is answered, cancelled, or its session has ended.
final class Held {
  let id: RequestId
  let type: String
  let silence: Int
  let until: Int
  /// Set once its handler runs.
  var call: BridgeCall?

  init(id: RequestId, type: String, silence: Int, until: Int) {
    self.id = id
    self.type = type
    self.silence = silence
    self.until = until
  }
}

private let budgetMs = 600_000
private let defaultSilenceMs = 15_000.0
private let silenceMsMin = 300.0
private let silenceMsMax = 2_147_483_647.0
private let aliveMs = 1_000

/// The requests of one session that wait for their answers, and the signs of life for them.
final class HeldRequests {
  private let limits: Limits
  private let thread: BridgeThread
  private let link: Link
  private let features: [String]
  /// The miniapp broke a rule of the protocol, at no cost to itself.
  private let onMisuse: (BridgeError) -> Void
  private var held: [RequestId: Held] = [:]
  private var highestId = 0
  private var stopWatch: (() -> Void)?
  private var period = 0

  init(
    limits: Limits, thread: BridgeThread, link: Link, features: [String], onMisuse: @escaping (BridgeError) -> Void
  ) {
    self.limits = limits
    self.thread = thread
    self.link = link
    self.features = features
    self.onMisuse = onMisuse
  }

  /// What is answered in the turn in which it came counts until the answer has left: a packet may hold thousands.
  var isFull: Bool { held.count + link.answersWaiting >= limits.inFlight }

  /// Takes a request in, or answers it at once with the reason why not.
  func hold(_ id: RequestId, _ type: String, _ meta: Json) -> Held? {
    if wasUsed(id) {
      let text = "A request \"\(type)\" came with the id \(id.json), which was used before"
      onMisuse(BridgeError("INVALID_MESSAGE", text))
      return nil
    }
    if case .number(let number) = id { highestId = number }
    if isFull {
      let text = "\(limits.inFlight) requests are unanswered. Send \"\(type)\" when some have ended"
      turnAway(id, BridgeError("RATE_LIMITED", text, isRetryable: true))
      return nil
    }
    var told = meta["silence"]?.asNumber ?? defaultSilenceMs
    if told <= 0 { told = defaultSilenceMs }
    let silence = Int(min(max(told, silenceMsMin), silenceMsMax))
    let request = Held(id: id, type: type, silence: silence, until: thread.now() + budgetMs)
    held[id] = request
    watchWithin(min(aliveMs, silence / 3))
    return request
  }

  func isOpen(_ request: Held) -> Bool { held[request.id] === request }

  /// `result` is JSON text. This and what follows does nothing for a request that is no longer open.
  func reply(_ request: Held, _ result: String) {
    answer(request, encodeReply(request.id, result), "reply")
  }

  func refuse(_ request: Held, _ error: BridgeError) {
    answer(request, encodeError(request.id, error), "error")
  }

  /// Answers a request that was never held.
  func turnAway(_ id: RequestId, _ error: BridgeError) {
    link.send(encodeError(id, error), isAnswer: true)
  }

  /// `value` is JSON text.
  func progress(_ request: Held, _ value: String) {
    if !isOpen(request) || !features.contains("progress") { return }
    link.send(encodeNotification("$/progress", "{\"id\":\(request.id.json),\"value\":\(value)}"))
  }

  func cancel(_ value: Json?) {
    guard let id = RequestId(value), let request = held.removeValue(forKey: id) else { return }
    request.call?.leave(request, BridgeError("CANCELLED", "\"\(request.type)\" was cancelled by the caller"))
  }

  /// The session is over: nothing can be answered any more.
  func end(_ error: BridgeError) {
    stopWatch?()
    stopWatch = nil
    let requests = held.values
    held = [:]
    for request in requests { request.call?.leave(request, error) }
  }

  private func wasUsed(_ id: RequestId) -> Bool {
    if case .number(let number) = id { return number <= highestId }
    return held[id] != nil
  }

  private func answer(_ request: Held, _ text: String, _ what: String) {
    if !isOpen(request) { return }
    held[request.id] = nil
    let size = text.utf16.count
    if size <= limits.messageBytes { return link.send(text, isAnswer: true) }
    let why = "The \(what) has \(size) characters of JSON, at most \(limits.messageBytes)"
    turnAway(request.id, BridgeError("TOO_LARGE", why, isOutcomeUnknown: true))
  }

  private func watchWithin(_ milliseconds: Int) {
    if stopWatch != nil && milliseconds >= period { return }
    stopWatch?()
    period = milliseconds
    stopWatch = thread.after(milliseconds) { [weak self] in self?.watch() }
  }

  private func watch() {
    stopWatch = nil
    let now = thread.now()
    for request in held.values where now >= request.until {
      let text = "The handler of \"\(request.type)\" took over \(budgetMs) ms, its budget"
      let error = BridgeError("HANDLER_FAILED", text, isOutcomeUnknown: true)
      refuse(request, error)
      request.call?.leave(request, error)
    }
    guard let shortest = held.values.map({ $0.silence }).min() else { return }
    let next = min(aliveMs, shortest / 3)
    let isQuiet = Double(now - link.sentAt) >= Double(next) * 0.9
    if features.contains("alive") && isQuiet { link.send(encodeNotification("$/alive", "{}")) }
    watchWithin(next)
  }
}
