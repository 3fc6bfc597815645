import Foundation

/// How long an outcome is kept: 24 hours.
let outcomeTtlMs = 86_400_000
private let outcomesPerApp = 1_000

/// Runs a request with a key of one miniapp once for the same origin, type and key, over all its mounts: repetitions join
/// the run or get its outcome.
final class KeyedRuns {
  private final class Run {
    let payload: String
    let at: Int
    var call: BridgeCall?
    var outcome: Outcome?
    /// Requests that came after it was given up.
    var later: [() -> Void] = []

    init(payload: String, at: Int, call: BridgeCall) {
      self.payload = payload
      self.at = at
      self.call = call
    }

    func join(_ request: Held, _ requests: HeldRequests) {
      if let outcome = outcome { return outcome.answer(request, requests, isRepeat: true) }
      call?.join(request, requests, isRepeat: true)
    }
  }

  private let thread: BridgeThread
  private var runs: [[String]: Run] = [:]

  init(thread: BridgeThread) {
    self.thread = thread
  }

  /// `start` begins the handler of a run that is new.
  func join(
    _ scope: [String], _ payload: Json, _ request: Held, _ requests: HeldRequests,
    makeCall: @escaping () -> BridgeCall, start: @escaping (BridgeCall) -> Void
  ) {
    let text = writeAnyJson(payload)
    if let known = runs[scope], !(known.outcome != nil && thread.now() - known.at >= outcomeTtlMs) {
      if known.call?.isCancelled == true {
        // Given up by all who asked: how it ends is no answer to one who asks now.
        known.later.append { [weak self] in
          if !requests.isOpen(request) { return }
          self?.join(scope, payload, request, requests, makeCall: makeCall, start: start)
        }
        return
      }
      if known.payload == text { return known.join(request, requests) }
      let why = "This key was used for another payload. Make a new key for a new request"
      return requests.refuse(request, BridgeError("KEY_REUSED", why))
    }
    let call = makeCall()
    let run = Run(payload: text, at: thread.now(), call: call)
    runs[scope] = run
    let type = request.type
    call.onEnd = { [weak self, weak run] outcome in
      guard let self = self, let run = run else { return }
      let isGivenUp = run.call?.isCancelled == true
      run.outcome = outcome
      run.call = nil
      // Given up before it came to anything, or an app event that its taker wants to see again: the key is free again.
      if case .failure(let error) = outcome, isGivenUp || (type == appEvent && error.isRetryable) {
        self.runs[scope] = nil
      }
      let later = run.later
      run.later = []
      for ask in later { ask() }
    }
    forget()
    call.join(request, requests, isRepeat: false)
    start(call)
  }

  /// The oldest outcomes go; what runs stays.
  private func forget() {
    let excess = runs.count - outcomesPerApp
    if excess <= 0 { return }
    let over = runs.filter { $0.value.outcome != nil }.sorted { $0.value.at < $1.value.at }
    for (scope, _) in over.prefix(excess) { runs[scope] = nil }
  }
}
