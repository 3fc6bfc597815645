package drawbridge

internal interface LinkReceiver {
  /** One JSON-RPC message, parsed and not yet trusted. [bytes] is its share of its packet. */
  fun message(value: Any?, bytes: Double)
  /** A packet came, whatever is in it. */
  fun heard()
  /** What is no packet, or over the limit; [id] is the request's, where it could be read. */
  fun malformed(what: String, id: Long? = null)
  /** The link is over. Called once. */
  fun closed(reason: String)
}

private const val ACK_MS = 1_000L
private const val ACK_PACKETS = 64

// Packets of our own miniapps begin so; enough of one that is too large to parse can be read to answer it.
private val oversizeHead =
  Regex("\\{\"n\":([0-9]{1,15}),\"a\":[0-9]{1,15},\"m\":\\[\\{\"jsonrpc\":\"2\\.0\",\"id\":([0-9]{1,15}),\"m")
private const val OVERSIZE_HEAD_LENGTH = 100

/**
 * Packets over a webview: `{"n": number, "a": highest received, "m": [messages]}`, one JSON text each. A repeated
 * number is dropped; a gap ends the session, since a message is missing for good.
 */
internal class Link(
  private val limits: Limits,
  private val thread: MainThread,
  private val post: (String) -> Unit,
  private val receiver: LinkReceiver,
) {
  /** When the last packet left. */
  var sentAt = thread.now()
    private set
  /** How many answers have not left yet. */
  var answersWaiting = 0
    private set

  private var isClosed = false
  private var ack = false
  private var batch = false
  private var queue = ArrayList<String>()
  /** What answers one packet leaves together. */
  private var isReceiving = false
  private var sent = 0L
  private var received = 0L
  private var unacknowledged = 0
  private var stopAck: (() -> Unit)? = null

  fun send(message: String, isAnswer: Boolean = false) {
    if (isClosed) return
    queue.add(message)
    if (isAnswer) answersWaiting++
    if (!isReceiving) flush()
  }

  /** What both sides can do. Before that a packet holds one message. */
  fun agree(features: Collection<String>) {
    ack = "ack" in features
    batch = "batch" in features
  }

  fun flush() {
    val messages = queue
    queue = ArrayList()
    answersWaiting = 0
    var start = 0
    while (start < messages.size && !isClosed) {
      var end = start + 1
      var bytes = messages[start].length
      while (batch && end < messages.size && end - start < PACKET_MESSAGES) {
        bytes += messages[end].length
        if (bytes > PACKET_BYTES) break
        end++
      }
      postMessages(messages.subList(start, end))
      start = end
    }
  }

  fun receive(text: String) {
    if (isClosed) return
    isReceiving = true
    try {
      read(text)
    } finally {
      isReceiving = false
    }
    flush()
    if (unacknowledged >= ACK_PACKETS) acknowledge()
  }

  /** Tells the miniapp why, unless it is the one that said so or is gone, and ends. */
  fun close(reason: String, isSilent: Boolean = false) {
    if (isClosed) return
    if (!isSilent) {
      flush()
      postMessages(listOf(encodeNotification("bridge/close", "{\"reason\":${writeJson(reason, "reason")}}")))
    }
    isClosed = true
    stopAck?.invoke()
    receiver.closed(reason)
  }

  private fun read(text: String) {
    if (text.length > limits.messageBytes.toLong() + PACKET_BYTES) return onOversize(text)
    val packet =
      try {
        readJson(text)
      } catch (_: IllegalArgumentException) {
        return receiver.malformed("not JSON")
      }
    val members = asRecord(packet)
    val messages = members["m"] as? List<*>
    val number = asCount(members["n"])
    if (messages == null || asCount(members["a"]) == null || messages.isNotEmpty() && number == null) {
      return receiver.malformed("not a packet")
    }
    receiver.heard()
    if (messages.isEmpty() || number == null || !isNext(number)) return
    for (message in messages) {
      if (isClosed) return
      receiver.message(message, text.length.toDouble() / messages.size)
    }
  }

  private fun onOversize(text: String) {
    val head = oversizeHead.matchAt(text.substring(0, OVERSIZE_HEAD_LENGTH), 0) ?: return close("protocol")
    receiver.heard()
    val (number, id) = head.destructured
    if (isNext(number.toLong())) receiver.malformed("over the size limit", id.toLong())
  }

  /** Whether the packet with this number is the next one; ends the session on a gap. */
  private fun isNext(number: Long): Boolean {
    if (number <= received) return false
    if (number > received + 1) {
      close("gap")
      return false
    }
    received = number
    unacknowledged++
    if (ack && stopAck == null) {
      stopAck =
        thread.after(ACK_MS) {
          stopAck = null
          acknowledge()
        }
    }
    return true
  }

  private fun acknowledge() {
    if (ack && unacknowledged > 0 && !isClosed) postPacket("{\"a\":$received,\"m\":[]}")
  }

  private fun postMessages(messages: List<String>) {
    sent++
    postPacket(messages.joinToString(",", "{\"n\":$sent,\"a\":$received,\"m\":[", "]}"))
  }

  private fun postPacket(packet: String) {
    unacknowledged = 0
    sentAt = thread.now()
    post(packet)
  }

  private fun asCount(value: Any?): Long? = asInteger(value)?.takeIf { it >= 0 }
}
