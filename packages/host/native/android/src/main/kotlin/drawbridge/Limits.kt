package drawbridge

/**
 * What this host accepts, told to the miniapp. Sizes are UTF-16 code units of JSON text.
 *
 * @throws BridgeError `INVALID_PAYLOAD` naming the limit that is not over 0
 */
class Limits(
  /** Requests that may be unanswered at once, per direction. */
  val inFlight: Int = 256,
  /** The largest single message. */
  val messageBytes: Int = 4_194_304,
  /** Events that are taken in the long run. What is over is dropped. */
  val eventsPerSecond: Int = 1_000,
  /** Events that are taken at once after a silence. */
  val eventBurst: Int = 20_000,
  val eventBytesPerSecond: Int = 4_194_304,
  val eventBytesBurst: Int = 33_554_432,
) {
  init {
    for ((name, value) in toJson()) {
      if (value <= 0) throw BridgeError("INVALID_PAYLOAD", "limits.$name must be a number over 0, not $value")
    }
  }

  internal fun toJson(): Map<String, Int> =
    linkedMapOf(
      "inFlight" to inFlight,
      "messageBytes" to messageBytes,
      "eventsPerSecond" to eventsPerSecond,
      "eventBurst" to eventBurst,
      "eventBytesPerSecond" to eventBytesPerSecond,
      "eventBytesBurst" to eventBytesBurst,
    )
}

/** A packet takes so many messages and characters. */
internal const val PACKET_MESSAGES = 256
internal const val PACKET_BYTES = 262_144

/** What waits for a session. */
internal const val QUEUED_MESSAGES = 256
