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

  /// Nobody waits for the answer any more, or the budget is used up.
  var isCancelled: Bool { reason != nil }
  var onEnd: (Outcome) -> Void = { _ in }
  private let thread: BridgeThread
  private let onError: (BridgeError) -> Void
  private var waiting: [Waiter] = []
  private var isOver = false
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
    waiting.append(Waiter(request: request, requests: requests, isRepeat: isRepeat))
  }

  /// A lost session aborts no keyed run: the caller comes back with the same key.
  func leave(_ request: Held, _ error: BridgeError) {
    waiting.removeAll { $0.request === request }
    if error.code == "DISCONNECTED" && key != nil { return }
    if isOver || (!waiting.isEmpty && error.code == "CANCELLED") { return }
    reason = error
    let listeners = cancelListeners
    cancelListeners = []
    for listener in listeners { listener(error) }
  }

  private func settle(_ ended: Outcome) {
    thread.run {
      if self.isOver { return }
      self.isOver = true
      let waiters = self.waiting
      self.waiting = []
      self.cancelListeners = []
      for waiter in waiters { ended.answer(waiter.request, waiter.requests, isRepeat: waiter.isRepeat) }
      self.onEnd(ended)
    }
  }
}

/// How a run has ended: with JSON text, or an error.
typealias Outcome = Result<String, BridgeError>

extension Result where Success == String, Failure == BridgeError {
  func answer(_ request: Held, _ requests: HeldRequests, isRepeat: Bool) {
    switch self {
    case .failure(let error): requests.refuse(request, error)
    case .success(let text):
      // What takes app events has nothing to say but that it did.
      let told = request.type != appEvent ? text : isRepeat ? "{\"duplicate\":true}" : "{}"
      requests.reply(request, told)
    }
  }
}
