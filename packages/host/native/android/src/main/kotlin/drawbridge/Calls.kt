package drawbridge

private const val SWEEP_MS = 1_000L

/** What is said to the miniapp and may wait for a session: an event, or a request with what it waits for. */
internal class OwnCall(
  val type: String,
  val payload: String,
  /** Milliseconds without a sign of life; 0 for an event. */
  val timeout: Long,
  val deadline: Long,
  val onProgress: ((Any?) -> Unit)?,
  val done: ((Result<Any?>) -> Unit)?,
) {
  /** 0 until it has left. */
  var id = 0L
  var isOver = false
  /** Observed milliseconds since the call, and since a sign of life after it. */
  var waited = 0L
  var quiet = 0L
}

/** What the host asks and tells, with one outcome for each request. */
internal class Calls(
  private val limits: Limits,
  private val thread: MainThread,
  private val onError: (BridgeError) -> Unit,
) {
  private var link: Link? = null
  private var features: Collection<String> = emptyList()
  private var queue = ArrayList<OwnCall>()
  private val pending = LinkedHashMap<Long, OwnCall>()
  private val live = LinkedHashSet<OwnCall>()
  private var nextId = 1L
  private var stopSweep: (() -> Unit)? = null
  private var sweptAt = 0L
  private var absence: BridgeError? = null

  fun add(call: OwnCall) {
    val fault = absence ?: faultOfQueue(call)
    if (fault != null) return if (call.done == null) onError(fault) else finish(call, Result.failure(fault))
    queue.add(call)
    if (call.done != null) {
      live.add(call)
      if (stopSweep == null) sweepLater()
    }
    flush()
  }

  fun cancel(call: OwnCall) {
    if (call.isOver) return
    if (call.id > 0 && "cancel" in features) link?.send(encodeNotification("$/cancel", "{\"id\":${call.id}}"))
    finish(call, Result.failure(unanswered("CANCELLED", "was cancelled by the caller", call)))
  }

  fun attach(next: Link, agreed: Collection<String>) {
    link = next
    features = agreed
    nextId = 1
    flush()
  }

  /** Calls that have left end here; the others wait for the next session. */
  fun detach(reason: String) {
    link = null
    features = emptyList()
    val calls = pending.values.toList()
    pending.clear()
    for (call in calls) {
      finish(call, Result.failure(unanswered("DISCONNECTED", "got no answer: the session ended ($reason)", call)))
    }
  }

  /** There is no session to wait for. */
  fun abandon(error: BridgeError) {
    absence = error
    val calls = queue
    queue = ArrayList()
    for (call in calls) if (!call.isOver && call.done != null) finish(call, Result.failure(error))
    val events = calls.count { it.done == null }
    if (events > 0) onError(BridgeError(error.code, "${error.message}. $events events were not sent"))
  }

  /** Whether the id is that of a call. */
  fun settle(id: Any?, error: BridgeError?, result: Any?): Boolean {
    val call = pending[asInteger(id) ?: return false] ?: return false
    finish(call, if (error == null) Result.success(result) else Result.failure(error))
    return true
  }

  fun progress(id: Any?, value: Any?) {
    pending[asInteger(id) ?: return]?.onProgress?.invoke(value)
  }

  /** A packet came. */
  fun heard() {
    for (call in live) call.quiet = 0
  }

  private fun flush() {
    val link = link ?: return
    val waiting = queue
    queue = ArrayList()
    val left = ArrayList<OwnCall>()
    for (call in waiting) {
      if (call.isOver) continue
      // Order holds: what comes after a request that has to wait waits too.
      if (left.isNotEmpty() || call.done != null && pending.size >= limits.inFlight) {
        left.add(call)
        continue
      }
      if (call.done == null) {
        link.send(encodeNotification("event", eventParams(call.type, call.payload)))
      } else {
        call.id = nextId++
        pending[call.id] = call
        link.send(encodeRequest(call.id, "event", eventParams(call.type, call.payload, call.timeout)))
      }
    }
    queue.addAll(0, left)
  }

  private fun faultOfQueue(call: OwnCall): BridgeError? {
    if (link != null || queue.size < QUEUED_MESSAGES) return null
    val text = "\"${call.type}\" does not fit: $QUEUED_MESSAGES messages wait for the miniapp. Wait until it is connected"
    return BridgeError("QUEUE_FULL", text, isRetryable = true)
  }

  private fun finish(call: OwnCall, result: Result<Any?>) {
    if (call.isOver) return
    call.isOver = true
    pending.remove(call.id)
    live.remove(call)
    call.done?.invoke(result)
    flush()
  }

  private fun unanswered(code: String, text: String, call: OwnCall): BridgeError {
    val isUnsent = call.id == 0L
    return BridgeError(code, "\"${call.type}\" $text", isOutcomeUnknown = !isUnsent, isRetryable = isUnsent)
  }

  private fun sweepLater() {
    sweptAt = thread.now()
    stopSweep = thread.after(SWEEP_MS, ::sweep)
  }

  private fun sweep() {
    // Time counts as it is observed: a late tick is one interval, since the app may have been suspended.
    val step = minOf(thread.now() - sweptAt, SWEEP_MS)
    stopSweep = null
    val hasSilence = link == null || "alive" in features
    for (call in live.toList()) {
      call.waited += step
      call.quiet += step
      val silent = if (hasSilence) call.quiet else call.waited
      if (silent >= call.timeout) {
        val what = if (call.id == 0L) "found no connection" else "got no sign of life"
        finish(call, Result.failure(unanswered("TIMEOUT", "$what for ${call.timeout} ms", call)))
      } else if (call.waited >= call.deadline) {
        val text = "got no answer within its deadline, ${call.deadline} ms"
        finish(call, Result.failure(unanswered("TIMEOUT", text, call)))
      }
    }
    if (live.isNotEmpty() && stopSweep == null) sweepLater()
  }
}
