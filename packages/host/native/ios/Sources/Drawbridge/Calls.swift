import Foundation

private let sweepMs = 1_000

/// What is said to the miniapp and may wait for a session: an event, or a request with what it waits for.
final class OwnCall {
  let type: String
  let payload: String
  /// Milliseconds without a sign of life; 0 for an event.
  let timeout: Int
  let deadline: Int
  let onProgress: ((Json) -> Void)?
  let done: ((Result<Json, BridgeError>) -> Void)?
  /// 0 until it has left.
  var id = 0
  var isOver = false
  /// Observed milliseconds since the call, and since a sign of life after it.
  var waited = 0
  var quiet = 0

  init(
    type: String, payload: String, timeout: Int = 0, deadline: Int = 0, onProgress: ((Json) -> Void)? = nil,
    done: ((Result<Json, BridgeError>) -> Void)? = nil
  ) {
    self.type = type
    self.payload = payload
    self.timeout = timeout
    self.deadline = deadline
    self.onProgress = onProgress
    self.done = done
  }
}

/// What the host asks and tells, with one outcome for each request.
final class Calls {
  private let limits: Limits
  private let thread: BridgeThread
  private let onError: (BridgeError) -> Void
  private var link: Link?
  private var features: [String] = []
  private var queue: [OwnCall] = []
  private var pending: [Int: OwnCall] = [:]
  private var live: [OwnCall] = []
  private var nextId = 1
  private var stopSweep: (() -> Void)?
  private var sweptAt = 0
  private var absence: BridgeError?

  init(limits: Limits, thread: BridgeThread, onError: @escaping (BridgeError) -> Void) {
    self.limits = limits
    self.thread = thread
    self.onError = onError
  }

  func add(_ call: OwnCall) {
    if let fault = absence ?? faultOfQueue(call) {
      if call.done == nil { onError(fault) } else { finish(call, .failure(fault)) }
      return
    }
    queue.append(call)
    if call.done != nil {
      live.append(call)
      if stopSweep == nil { sweepLater() }
    }
    flush()
  }

  func cancel(_ call: OwnCall) {
    if call.isOver { return }
    if call.id > 0 && features.contains("cancel") {
      link?.send(encodeNotification("$/cancel", "{\"id\":\(call.id)}"))
    }
    finish(call, .failure(unanswered("CANCELLED", "was cancelled by the caller", call)))
  }

  func attach(_ next: Link, _ agreed: [String]) {
    link = next
    features = agreed
    nextId = 1
    flush()
  }

  /// Calls that have left end here; the others wait for the next session.
  func detach(_ reason: String) {
    link = nil
    features = []
    let calls = pending.values.sorted { $0.id < $1.id }
    pending = [:]
    for call in calls {
      let text = "got no answer: the session ended (\(reason))"
      finish(call, .failure(unanswered("DISCONNECTED", text, call)))
    }
  }

  /// There is no session to wait for.
  func abandon(_ error: BridgeError) {
    absence = error
    let calls = queue
    queue = []
    for call in calls where call.done != nil { finish(call, .failure(error)) }
    let events = calls.filter { $0.done == nil }.count
    if events > 0 { onError(BridgeError(error.code, "\(error.message). \(events) events were not sent")) }
  }

  /// Whether the id is that of a call.
  func settle(_ id: RequestId, _ result: Result<Json, BridgeError>) -> Bool {
    guard case .number(let number) = id, let call = pending[number] else { return false }
    finish(call, result)
    return true
  }

  func progress(_ id: Json?, _ value: Json) {
    guard let number = id?.integer else { return }
    pending[number]?.onProgress?(value)
  }

  /// A packet came.
  func heard() {
    for call in live { call.quiet = 0 }
  }

  private func flush() {
    guard let link = link else { return }
    let waiting = queue
    queue = []
    var left: [OwnCall] = []
    for call in waiting where !call.isOver {
      // Order holds: what comes after a request that has to wait waits too.
      if !left.isEmpty || (call.done != nil && pending.count >= limits.inFlight) {
        left.append(call)
      } else if call.done == nil {
        link.send(encodeNotification("event", eventParams(call.type, call.payload)))
      } else {
        call.id = nextId
        nextId += 1
        pending[call.id] = call
        link.send(encodeRequest(call.id, "event", eventParams(call.type, call.payload, silence: call.timeout)))
      }
    }
    queue = left + queue
  }

  private func faultOfQueue(_ call: OwnCall) -> BridgeError? {
    if link != nil || queue.count < queuedMessages { return nil }
    let remedy = "\(queuedMessages) messages wait for the miniapp. Wait until it is connected"
    return BridgeError("QUEUE_FULL", "\"\(call.type)\" does not fit: \(remedy)", isRetryable: true)
  }

  private func finish(_ call: OwnCall, _ result: Result<Json, BridgeError>) {
    if call.isOver { return }
    call.isOver = true
    if call.id > 0 { pending[call.id] = nil }
    live.removeAll { $0 === call }
    call.done?(result)
    flush()
  }

  private func unanswered(_ code: String, _ text: String, _ call: OwnCall) -> BridgeError {
    let isUnsent = call.id == 0
    return BridgeError(code, "\"\(call.type)\" \(text)", isOutcomeUnknown: !isUnsent, isRetryable: isUnsent)
  }

  private func sweepLater() {
    sweptAt = thread.now()
    stopSweep = thread.after(sweepMs) { [weak self] in self?.sweep() }
  }

  private func sweep() {
    // Time counts as it is observed: a late tick is one interval, since the app may have been suspended.
    let step = min(thread.now() - sweptAt, sweepMs)
    stopSweep = nil
    let hasSilence = link == nil || features.contains("alive")
    for call in live {
      call.waited += step
      call.quiet += step
      if (hasSilence ? call.quiet : call.waited) >= call.timeout {
        let what = call.id == 0 ? "found no connection" : "got no sign of life"
        finish(call, .failure(unanswered("TIMEOUT", "\(what) for \(call.timeout) ms", call)))
      } else if call.waited >= call.deadline {
        let text = "got no answer within its deadline, \(call.deadline) ms"
        finish(call, .failure(unanswered("TIMEOUT", text, call)))
      }
    }
    if !live.isEmpty && stopSweep == nil { sweepLater() }
  }
}
