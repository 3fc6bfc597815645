package drawbridge

/** How long an outcome is kept: 24 hours. */
internal const val OUTCOME_TTL_MS = 86_400_000L
private const val OUTCOMES_PER_APP = 1_000

/**
 * Runs a request with a key of one miniapp once for the same origin, type and key, over all its mounts: repetitions join
 * the run or get its outcome.
 */
internal class KeyedRuns(private val thread: MainThread) {
  private class Run(val payload: String, val at: Long, var call: BridgeCall?) {
    var outcome: Outcome? = null
    /** Requests that came after it was given up. */
    val later = ArrayList<() -> Unit>()

    fun join(request: Held, requests: HeldRequests) {
      outcome?.answer(request, requests, isRepeat = true) ?: call?.join(request, requests, isRepeat = true)
    }
  }

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
    val known = runs[scope]?.takeUnless { it.outcome != null && thread.now() - it.at >= OUTCOME_TTL_MS }
    if (known?.call?.isCancelled == true) {
      // Given up by all who asked: how it ends is no answer to one who asks now.
      known.later.add { if (requests.isOpen(request)) join(scope, payload, request, requests, makeCall, start) }
      return
    }
    val text = writeSortedJson(payload)
    if (known != null) {
      if (known.payload == text) return known.join(request, requests)
      val why = "This key was used for another payload. Make a new key for a new request"
      return requests.refuse(request, BridgeError("KEY_REUSED", why))
    }
    val call = makeCall()
    val run = Run(text, thread.now(), call)
    runs.remove(scope)
    runs[scope] = run
    call.onEnd = { outcome ->
      val later = run.later.toList()
      run.outcome = outcome
      // They would keep the miniapp, and with it the webview.
      run.call = null
      run.later.clear()
      // Given up before it came to anything, or an app event that its taker wants to see again: the key is free again.
      val isToComeAgain = call.type == APP_EVENT && outcome.error?.isRetryable == true
      if (call.isCancelled && outcome.error != null || isToComeAgain) runs.remove(scope)
      for (ask in later) ask()
    }
    forget()
    call.join(request, requests, isRepeat = false)
    start(call)
  }

  /** The oldest outcomes go; what runs stays. */
  private fun forget() {
    var excess = runs.size - OUTCOMES_PER_APP
    val oldest = runs.values.iterator()
    while (excess > 0 && oldest.hasNext()) {
      if (oldest.next().outcome == null) continue
      oldest.remove()
      excess--
    }
  }
}
