import Foundation

/// How long an outcome is kept: 24 hours.
let outcomeTtlMs = 86_400_000
private let outcomesPerApp = 1_000

/// Runs a request with a key once for the same origin, type and key: repetitions join the run or get its outcome.
final class KeyedRuns {
  private struct Run {
    let payload: String
    let call: BridgeCall
    let at: Int
  }

  private let thread: BridgeThread
  private var runs: [[String]: Run] = [:]

  init(thread: BridgeThread) {
    self.thread = thread
  }

  /// `start` begins the handler of a run that is new.
  func join(
    _ scope: [String], _ payload: Json, _ request: Held, _ requests: HeldRequests,
    makeCall: () -> BridgeCall, start: (BridgeCall) -> Void
  ) {
    let text = writeAnyJson(payload)
    if let known = runs[scope], !(known.call.isOver && thread.now() - known.at >= outcomeTtlMs) {
      if known.payload == text { return known.call.join(request, requests, isRepeat: true) }
      let why = "This key was used for another payload. Make a new key for a new request"
      return requests.refuse(request, BridgeError("KEY_REUSED", why))
    }
    let call = makeCall()
    runs[scope] = Run(payload: text, call: call, at: thread.now())
    call.onEnd = { [weak self, weak call] in
      guard let self = self, let call = call, call.isWithoutEffect else { return }
      if self.runs[scope]?.call === call { self.runs[scope] = nil }
    }
    forget()
    call.join(request, requests, isRepeat: false)
    start(call)
  }

  /// The oldest outcomes go; what runs stays.
  private func forget() {
    let excess = runs.count - outcomesPerApp
    if excess <= 0 { return }
    let over = runs.filter { $0.value.call.isOver }.sorted { $0.value.at < $1.value.at }
    for (scope, _) in over.prefix(excess) { runs[scope] = nil }
  }
}
