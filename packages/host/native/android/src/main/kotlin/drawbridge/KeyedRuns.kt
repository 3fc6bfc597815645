package drawbridge

/** How long an outcome is kept: 24 hours. */
internal const val OUTCOME_TTL_MS = 86_400_000L
private const val OUTCOMES_PER_APP = 1_000

/** Runs a request with a key once for the same origin, type and key: repetitions join the run or get its outcome. */
internal class KeyedRuns(private val thread: MainThread) {
  private class Run(val payload: String, val call: BridgeCall, val at: Long)

  private val runs = LinkedHashMap<List<String>, Run>()

  /** [start] begins the handler of a run that is new. */
  fun join(
    scope: List<String>,
    payload: Any?,
    request: Held,
    requests: HeldRequests,
    makeCall: () -> BridgeCall,
    start: (BridgeCall) -> Unit,
  ) {
    val text = writeSortedJson(payload)
    val known = runs[scope]?.takeUnless { it.call.isOver && thread.now() - it.at >= OUTCOME_TTL_MS }
    if (known != null) {
      if (known.payload == text) return known.call.join(request, requests, isRepeat = true)
      val why = "This key was used for another payload. Make a new key for a new request"
      return requests.refuse(request, BridgeError("KEY_REUSED", why))
    }
    val run = Run(text, makeCall(), thread.now())
    runs.remove(scope)
    runs[scope] = run
    run.call.onEnd = { if (run.call.isWithoutEffect) runs.remove(scope, run) }
    forget()
    run.call.join(request, requests, isRepeat = false)
    start(run.call)
  }

  /** The oldest outcomes go; what runs stays. */
  private fun forget() {
    var excess = runs.size - OUTCOMES_PER_APP
    val oldest = runs.values.iterator()
    while (excess > 0 && oldest.hasNext()) {
      if (!oldest.next().call.isOver) continue
      oldest.remove()
      excess--
    }
  }

  private fun MutableMap<List<String>, Run>.remove(scope: List<String>, run: Run) {
    if (this[scope] === run) this.remove(scope)
  }
}
