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

  internal var onEnd: (Outcome) -> Unit = {}
  private class Waiter(val requests: HeldRequests, val isRepeat: Boolean)

  private val waiting = LinkedHashMap<Held, Waiter>()
  private var isOver = false
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
    waiting[request] = Waiter(requests, isRepeat)
  }

  /** A lost session aborts no keyed run: the caller comes back with the same key. */
  internal fun leave(request: Held, error: BridgeError) {
    waiting.remove(request)
    if (error.code == "DISCONNECTED" && key != null) return
    if (waiting.isNotEmpty() && error.code == "CANCELLED" || isOver) return
    reason = error
    isCancelled = true
    for (listener in cancelListeners.toList()) listener(error)
    cancelListeners.clear()
  }

  private fun settle(ended: Outcome) {
    thread.run {
      if (!isOver) {
        isOver = true
        val waiters = waiting.entries.map { it.key to it.value }
        waiting.clear()
        cancelListeners.clear()
        for ((request, waiter) in waiters) ended.answer(request, waiter.requests, waiter.isRepeat)
        onEnd(ended)
      }
    }
  }
}

/** How a run has ended: with JSON text, or an error. */
internal class Outcome(private val result: String, val error: BridgeError?) {
  fun answer(request: Held, requests: HeldRequests, isRepeat: Boolean) =
    when {
      error != null -> requests.refuse(request, error)
      request.type != APP_EVENT -> requests.reply(request, result)
      // What takes app events has nothing to say but that it did.
      else -> requests.reply(request, if (isRepeat) "{\"duplicate\":true}" else "{}")
    }
}

internal const val APP_EVENT = "appEvent"
