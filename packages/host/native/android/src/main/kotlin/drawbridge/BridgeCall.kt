package drawbridge

/** Answers requests of one type, and hears its events. For a request it has to end with `reply` or `fail`. */
typealias CustomEventHandler = (payload: Any?, call: BridgeCall) -> Unit

/** Takes app events. `reply` acknowledges one. */
typealias AppEventHandler = (event: String, data: Any?, call: BridgeCall) -> Unit

/** One run of a handler, with all the requests that wait for it. May be answered from any thread, once. */
class BridgeCall
internal constructor(
  /** The miniapp that asks or tells. */
  val miniapp: Miniapp,
  val type: String,
  /** The caller's idempotency key. */
  val key: String?,
  /** A request waits for an answer; an event does not. */
  val expectsReply: Boolean,
  private val thread: MainThread,
  private val onError: (BridgeError) -> Unit,
) {
  /** Nobody waits for the answer any more, or the budget is used up. */
  @Volatile
  var isCancelled: Boolean = false
    private set

  internal var onEnd: () -> Unit = {}
  private class Waiter(val requests: HeldRequests, val isRepeat: Boolean)

  private class Outcome(val result: String, val error: BridgeError?)

  private val waiting = LinkedHashMap<Held, Waiter>()
  private var outcome: Outcome? = null
  private var reason: BridgeError? = null
  private val cancelListeners = ArrayList<(BridgeError) -> Unit>()

  /** Answers; without a value with null. */
  fun reply(value: Any? = null) =
    settle(
      try {
        Outcome(writeJson(value, "reply"), null)
      } catch (fault: BridgeError) {
        Outcome("null", afterRun(fault))
      }
    )

  fun fail(error: BridgeError) = settle(Outcome("null", error))

  /** Tells the caller how far the work is. Does nothing for events. */
  fun progress(value: Any?) {
    val text = writeJson(value, "progress")
    thread.run {
      for ((request, waiter) in waiting.entries.toList()) waiter.requests.progress(request, text)
    }
  }

  /** [listener] is called when the work may stop: once, and at once where that is so already. */
  fun onCancel(listener: (BridgeError) -> Unit) =
    thread.run { reason?.let(listener) ?: cancelListeners.add(listener) }

  /** What the handler throws is an answer too. Only a `BridgeError` crosses with its text. */
  internal fun start(work: () -> Unit) {
    try {
      work()
    } catch (error: BridgeError) {
      if (expectsReply) fail(error) else onError(error)
    } catch (thrown: Exception) {
      val data = mapOf("reference" to createProof().take(8))
      val text = "The handler of \"$type\" failed (reference ${data["reference"]})"
      onError(BridgeError("HANDLER_FAILED", text, data, cause = thrown))
      if (expectsReply) fail(BridgeError("HANDLER_FAILED", text, data, isOutcomeUnknown = true))
    }
  }

  internal fun join(request: Held, requests: HeldRequests, isRepeat: Boolean) {
    request.call = this
    val waiter = Waiter(requests, isRepeat)
    val known = outcome
    if (known == null) waiting[request] = waiter else answer(request, waiter, known)
  }

  /** A lost session aborts no keyed run: the caller comes back with the same key. */
  internal fun leave(request: Held, error: BridgeError) {
    waiting.remove(request)
    if (error.code == "DISCONNECTED" && key != null) return
    if (waiting.isNotEmpty() && error.code == "CANCELLED" || outcome != null) return
    reason = error
    isCancelled = true
    for (listener in cancelListeners.toList()) listener(error)
    cancelListeners.clear()
  }

  /** Whether the run was given up before it came to anything, so that its key is free again. */
  internal val isWithoutEffect: Boolean
    get() = isCancelled && outcome?.error != null

  internal val isOver: Boolean
    get() = outcome != null

  private fun settle(ended: Outcome) {
    thread.run {
      if (outcome == null) {
        outcome = ended
        val waiters = waiting.entries.map { it.key to it.value }
        waiting.clear()
        onEnd()
        for ((request, waiter) in waiters) answer(request, waiter, ended)
      }
    }
  }

  private fun answer(request: Held, waiter: Waiter, outcome: Outcome) {
    val error = outcome.error
    when {
      error != null -> waiter.requests.refuse(request, error)
      type != APP_EVENT -> waiter.requests.reply(request, outcome.result)
      // What takes app events has nothing to say but that it did.
      else -> waiter.requests.reply(request, if (waiter.isRepeat) "{\"duplicate\":true}" else "{}")
    }
  }
}

internal const val APP_EVENT = "appEvent"
