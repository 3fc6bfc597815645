package drawbridge

/** A request of the miniapp, until it is answered, cancelled, or its session has ended. */
internal class Held(val id: Any, val type: String, val silence: Long, val until: Long) {
  /** Set once its handler runs. */
  var call: BridgeCall? = null
}

internal const val BUDGET_MS = 600_000L
private const val DEFAULT_SILENCE_MS = 15_000.0
private const val SILENCE_MS_MIN = 300.0
private const val SILENCE_MS_MAX = 2_147_483_647.0
private const val ALIVE_MS = 1_000L

/** The requests of one session that wait for their answers, and the signs of life for them. */
internal class HeldRequests(
  private val limits: Limits,
  private val thread: MainThread,
  private val link: Link,
  private val features: Collection<String>,
  /** The miniapp broke a rule of the protocol, at no cost to itself. */
  private val onMisuse: (BridgeError) -> Unit,
) {
  private val held = LinkedHashMap<Any, Held>()
  private var highestId = 0L
  private var stopWatch: (() -> Unit)? = null
  private var period = 0L

  /** What is answered in the turn in which it came counts until the answer has left: a packet may hold thousands. */
  val isFull: Boolean
    get() = held.size + link.answersWaiting >= limits.inFlight

  /** Takes a request in, or answers it at once with the reason why not. */
  fun hold(id: Any, type: String, meta: Map<String, Any?>): Held? {
    if (if (id is Long) id <= highestId else held.containsKey(id)) {
      onMisuse(BridgeError("INVALID_MESSAGE", "A request \"$type\" came with the id $id, which was used before"))
      return null
    }
    if (id is Long) highestId = id
    if (isFull) {
      val text = "${limits.inFlight} requests are unanswered. Send \"$type\" when some have ended"
      turnAway(id, BridgeError("RATE_LIMITED", text, isRetryable = true))
      return null
    }
    val told = (meta["silence"] as? Number)?.toDouble()?.takeIf { it > 0 } ?: DEFAULT_SILENCE_MS
    val silence = told.coerceIn(SILENCE_MS_MIN, SILENCE_MS_MAX).toLong()
    val request = Held(id, type, silence, thread.now() + BUDGET_MS)
    held[id] = request
    watchWithin(minOf(ALIVE_MS, silence / 3))
    return request
  }

  fun isOpen(request: Held): Boolean = held[request.id] === request

  /** [result] is JSON text. This and what follows does nothing for a request that is no longer open. */
  fun reply(request: Held, result: String) = answer(request, encodeReply(request.id, result), "reply")

  fun refuse(request: Held, error: BridgeError) = answer(request, encodeError(request.id, error), "error")

  /** Answers a request that was never held. */
  fun turnAway(id: Any, error: BridgeError) = link.send(encodeError(id, error), isAnswer = true)

  /** [value] is JSON text. */
  fun progress(request: Held, value: String) {
    if (!isOpen(request) || "progress" !in features) return
    link.send(encodeNotification("$/progress", "{\"id\":${writeJson(request.id, "id")},\"value\":$value}"))
  }

  fun cancel(id: Any?) {
    val request = held.remove(asId(id)) ?: return
    request.call?.leave(request, BridgeError("CANCELLED", "\"${request.type}\" was cancelled by the caller"))
  }

  /** The session is over: nothing can be answered any more. */
  fun end(error: BridgeError) {
    stopWatch?.invoke()
    stopWatch = null
    val requests = held.values.toList()
    held.clear()
    for (request in requests) request.call?.leave(request, error)
  }

  private fun answer(request: Held, text: String, what: String) {
    if (!isOpen(request)) return
    held.remove(request.id)
    if (text.length <= limits.messageBytes) return link.send(text, isAnswer = true)
    val why = "The $what has ${text.length} characters of JSON, at most ${limits.messageBytes}"
    turnAway(request.id, BridgeError("TOO_LARGE", why, isOutcomeUnknown = true))
  }

  private fun watchWithin(milliseconds: Long) {
    if (stopWatch != null && milliseconds >= period) return
    stopWatch?.invoke()
    period = milliseconds
    stopWatch = thread.after(milliseconds, ::watch)
  }

  private fun watch() {
    stopWatch = null
    val now = thread.now()
    for (request in held.values.filter { now >= it.until }) {
      val text = "The handler of \"${request.type}\" took over $BUDGET_MS ms, its budget"
      val error = BridgeError("HANDLER_FAILED", text, isOutcomeUnknown = true)
      refuse(request, error)
      request.call?.leave(request, error)
    }
    if (held.isEmpty()) return
    val next = minOf(ALIVE_MS, held.values.minOf { it.silence } / 3)
    if ("alive" in features && now - link.sentAt >= next * 0.9) link.send(encodeNotification("$/alive", "{}"))
    watchWithin(next)
  }
}
