import Foundation

/// Answers requests of one type, and hears its events. For a request it has to end with `reply` or `fail`.
public typealias CustomEventHandler = (_ payload: Json, _ call: BridgeCall) throws -> Void

/// Takes app events. `reply` acknowledges one.
public typealias AppEventHandler = (_ event: String, _ data: Json, _ call: BridgeCall) throws -> Void

let appEvent = "appEvent"

/// One run of a handler, with all the requests that wait for it. May be answered from any thread, once.
public final class BridgeCall {
  /// The id of the miniapp that asks or tells.
  public let appId: String
  public let type: String
  /// The caller's idempotency key.
  public let key: String?
  /// A request waits for an answer; an event does not.
  public let expectsReply: Bool

  var onEnd: () -> Void = {}
  private let thread: BridgeThread
  private let onError: (BridgeError) -> Void
  private var waiting: [Waiter] = []
  private var outcome: Result<String, BridgeError>?
  private var reason: BridgeError?
  private var cancelListeners: [(BridgeError) -> Void] = []

  private struct Waiter {
    let request: Held
    let requests: HeldRequests
    let isRepeat: Bool
  }

  init(
    appId: String, type: String, key: String?, expectsReply: Bool, thread: BridgeThread,
    onError: @escaping (BridgeError) -> Void
  ) {
    self.appId = appId
    self.type = type
    self.key = key
    self.expectsReply = expectsReply
    self.thread = thread
    self.onError = onError
  }

  /// Answers; without a value with null.
  public func reply(_ value: Json = .null) {
    do {
      settle(.success(try writeJson(value, "reply")))
    } catch {
      settle(.failure(afterRun(asBridgeError(error))))
    }
  }

  public func fail(_ error: BridgeError) {
    settle(.failure(error))
  }

  /// Tells the caller how far the work is. Does nothing for events.
  ///
  /// - Throws: `BridgeError` `INVALID_PAYLOAD`
  public func progress(_ value: Json) throws {
    let text = try writeJson(value, "progress")
    thread.run { for waiter in self.waiting { waiter.requests.progress(waiter.request, text) } }
  }

  /// `listener` is called when the work may stop, since nobody waits for the answer any more or the budget is used up:
  /// once, and at once where that is so already.
  public func onCancel(_ listener: @escaping (BridgeError) -> Void) {
    thread.run {
      if let reason = self.reason { listener(reason) } else { self.cancelListeners.append(listener) }
    }
  }

  /// What the handler throws is an answer too. Only a `BridgeError` crosses with its text.
  func start(_ work: () throws -> Void) {
    do {
      try work()
    } catch let error as BridgeError {
      if expectsReply { fail(error) } else { onError(error) }
    } catch {
      let reference = String(createProof().prefix(8))
      let text = "The handler of \"\(type)\" failed (reference \(reference))"
      let data: Json = ["reference": .text(reference)]
      onError(BridgeError("HANDLER_FAILED", text, data: data, cause: error))
      if expectsReply { fail(BridgeError("HANDLER_FAILED", text, data: data, isOutcomeUnknown: true)) }
    }
  }

  func join(_ request: Held, _ requests: HeldRequests, isRepeat: Bool) {
    request.call = self
    let waiter = Waiter(request: request, requests: requests, isRepeat: isRepeat)
    if let known = outcome { answer(waiter, known) } else { waiting.append(waiter) }
  }

  /// A lost session aborts no keyed run: the caller comes back with the same key.
  func leave(_ request: Held, _ error: BridgeError) {
    waiting.removeAll { $0.request === request }
    if error.code == "DISCONNECTED" && key != nil { return }
    if outcome != nil || (!waiting.isEmpty && error.code == "CANCELLED") { return }
    reason = error
    let listeners = cancelListeners
    cancelListeners = []
    for listener in listeners { listener(error) }
  }

  var isOver: Bool { outcome != nil }

  /// Whether the run was given up before it came to anything, so that its key is free again.
  var isWithoutEffect: Bool {
    if reason != nil, case .failure? = outcome { return true }
    return false
  }

  private func settle(_ ended: Result<String, BridgeError>) {
    thread.run {
      if self.outcome != nil { return }
      self.outcome = ended
      let waiters = self.waiting
      self.waiting = []
      self.onEnd()
      for waiter in waiters { self.answer(waiter, ended) }
    }
  }

  private func answer(_ waiter: Waiter, _ outcome: Result<String, BridgeError>) {
    switch outcome {
    case .failure(let error): waiter.requests.refuse(waiter.request, error)
    case .success(let text):
      // What takes app events has nothing to say but that it did.
      let told = type != appEvent ? text : waiter.isRepeat ? "{\"duplicate\":true}" : "{}"
      waiter.requests.reply(waiter.request, told)
    }
  }
}
