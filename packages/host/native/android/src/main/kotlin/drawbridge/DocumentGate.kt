package drawbridge

import java.security.SecureRandom

/** A document of the miniapp that has announced itself. */
class MiniappDocument internal constructor(
  val origin: String,
  /** Scripts of the page ran before ours: an app may grant it less. */
  val isLate: Boolean,
)

/** What the webview knows of a message besides its text. */
internal class MessageSender(
  /** The address or the origin of the frame that sent it. */
  val url: String,
  /** Null where the webview does not tell. */
  val isMainFrame: Boolean?,
  /** Where answers reach exactly the document that sent it. Without it they are evaluated. */
  val reply: ((String) -> Unit)? = null,
)

/** What the gate does with what it has let in. */
internal interface GateEnds {
  /** Runs a script in the page's own world of the main frame. */
  fun evaluate(script: String)
  /** A session begins with the document behind [post]; the one before it is over. */
  fun begin(document: MiniappDocument, isNew: Boolean, post: (String) -> Unit)
  fun heard(text: String)
  /** The document is gone. */
  fun ended()
  fun refused(error: BridgeError)
}

// The injected script writes the token first, so that nothing is parsed before it was compared.
private val head = Regex("\\{\"d\":\"([0-9a-f]{32})\",")
private val announcement =
  Regex("\"a\":0,\"m\":\\[\\](?:,\"injection\":\"(late)\")?(?:,\"proof\":\"([A-Za-z0-9_\\-]{1,64})\")?\\}")
private const val ANNOUNCEMENT_LENGTH = 200
private const val PROOF_BYTES = 16

/**
 * Native objects can be called from every frame and stay over navigations, so that each message is looked at: main
 * frame, origin, token of the document. A document that announces itself is taken if it is the first of its main
 * frame. Another one, or one of an unknown frame, has to prove that it is in the main frame: only that frame's script
 * hears the question.
 */
internal class DocumentGate(private val origins: Set<String>, private val ends: GateEnds) {
  private var current: String? = null
  /** What the main frame is asked to say, and the token of the last document that it was asked about. */
  private var question: String? = null
  private var asker: String? = null

  fun message(text: String?, sender: MessageSender) {
    val origin = originOfAddress(sender.url)
    if (sender.isMainFrame == false) {
      return refuse("NOT_ALLOWED", "A frame of $origin inside the miniapp spoke to the host")
    }
    if (origin !in origins) {
      val remedy = "Add \"$origin\" to origins if it is your miniapp"
      return refuse("ORIGIN_NOT_ALLOWED", "A page of $origin spoke to the host. $remedy")
    }
    val start = text?.let { head.matchAt(it, 0) }
    if (text == null || start == null) {
      return refuse("INVALID_MESSAGE", "A page of $origin sent what is no packet of a document")
    }
    val token = start.groupValues[1]
    val rest = text.substring(start.value.length)
    val announced = if (rest.length < ANNOUNCEMENT_LENGTH) announcement.matchEntire(rest) else null
    when {
      announced != null -> onAnnouncement(token, announced.groupValues, origin, sender)
      token == current -> ends.heard("{$rest")
      // While the main frame is asked it is not known whose this is; the miniapp says it again.
      token != asker -> refuse("NOT_ALLOWED", "A document of $origin spoke that is not the current one")
    }
  }

  /** The main frame has committed another document, or the web process is gone. */
  fun gone() {
    val isOver = current != null
    current = null
    question = null
    asker = null
    if (isOver) ends.ended()
  }

  private fun onAnnouncement(token: String, groups: List<String>, origin: String, sender: MessageSender) {
    val proof = groups[2].ifEmpty { null }
    val isProven = question != null && proof == question
    val isFirst = sender.isMainFrame == true && current == null
    if (isProven || isFirst || token == current && proof == null) {
      begin(token, MiniappDocument(origin, isLate = groups[1] == "late"), sender)
    } else if (proof != null) {
      // The main frame may have been asked twice.
      if (token != current) refuse("NOT_ALLOWED", "A document of $origin gave a proof that nobody asked for")
    } else {
      // One question at a time: a stranger that announces itself must not take the answer of the right one away. It is put
      // again each time: the first may have met the document before.
      val asked = question ?: createProof()
      question = asked
      asker = token
      ends.evaluate(encodeAnnounce(token, asked))
    }
  }

  private fun begin(token: String, document: MiniappDocument, sender: MessageSender) {
    val isNew = token != current
    question = null
    asker = null
    current = token
    // Where our script is not injected, a page could have a `drawbridge` of its own.
    val guard = if (isOnTheWeb(document.origin)) "location.origin===${scriptText(document.origin)}&&" else ""
    ends.begin(document, isNew) { text ->
      val reply = sender.reply
      if (reply != null) reply(text) else ends.evaluate(guard + encodeReceive(token, text))
    }
  }

  private fun refuse(code: String, text: String) = ends.refused(BridgeError(code, text))
}

/** 128 random bits that nobody guesses. */
internal fun createProof(): String {
  val bytes = ByteArray(PROOF_BYTES)
  SecureRandom().nextBytes(bytes)
  return bytes.joinToString("") { (it.toInt() and 0xff).toString(16).padStart(2, '0') }
}
