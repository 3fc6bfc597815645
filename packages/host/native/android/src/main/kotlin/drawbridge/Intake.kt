package drawbridge

private const val REPORT_MS = 1_000L
private const val FLOOD_MS = 10_000L
/** More dropped bursts than this within ten seconds are a flood. */
private const val FLOOD_BURSTS = 3.0

/**
 * Decides which of the messages that no window holds back are taken in: a token bucket for messages and one for
 * their characters. What is over is dropped and reported once a second.
 */
internal class Intake(
  private val limits: Limits,
  private val thread: MainThread,
  private val onError: (BridgeError) -> Unit,
  /** So much was dropped that reading on costs more than it is worth. */
  private val onFlood: () -> Unit,
) {
  private var events = limits.eventBurst.toDouble()
  private var bytes = limits.eventBytesBurst.toDouble()
  private var filledAt = thread.now()
  private var unreported = 0
  private var stopReport: (() -> Unit)? = null
  /** Since [countedFrom], in bursts. */
  private var dropped = 0.0
  private var countedFrom = filledAt

  /** Whether a message is read. Requests are held back by their window, answers and goodbyes cost nothing. */
  fun takes(message: Message, size: Double, isFull: Boolean): Boolean {
    val method = message.method ?: return true
    if (method == "bridge/close") return true
    val isWindowed = message.id != null && (method == "event" || method == "appEvent")
    return isWindowed && !isFull || admit(size)
  }

  fun admit(size: Double): Boolean {
    val now = thread.now()
    val seconds = (now - filledAt) / 1_000.0
    filledAt = now
    events = minOf(limits.eventBurst.toDouble(), events + seconds * limits.eventsPerSecond)
    bytes = minOf(limits.eventBytesBurst.toDouble(), bytes + seconds * limits.eventBytesPerSecond)
    if (events < 1 || bytes < size) {
      drop(size, now)
      return false
    }
    events--
    bytes -= size
    return true
  }

  fun stop() {
    stopReport?.invoke()
    stopReport = null
    if (unreported > 0) report()
  }

  private fun drop(size: Double, now: Long) {
    unreported++
    if (stopReport == null) stopReport = thread.after(REPORT_MS, ::report)
    if (now - countedFrom > FLOOD_MS) {
      dropped = 0.0
      countedFrom = now
    }
    dropped += maxOf(1.0 / limits.eventBurst, size / limits.eventBytesBurst)
    if (dropped > FLOOD_BURSTS) onFlood()
  }

  private fun report() {
    stopReport = null
    val text = "$unreported messages were dropped: at most ${limits.eventsPerSecond} events a second are taken"
    val data = mapOf("dropped" to unreported)
    unreported = 0
    onError(BridgeError("RATE_LIMITED", "$text. Send fewer from the miniapp", data))
  }
}
