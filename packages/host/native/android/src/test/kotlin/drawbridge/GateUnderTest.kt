package drawbridge

/** The gate as the vectors describe it: what happens at each message. */
internal class GateUnderTest {
  private val happened = ArrayList<String>()
  private var proof = ""
  private val asked = Regex("window\\.drawbridge&&drawbridge\\.announce\\(\"\\w+\",\"([\\w-]+)\"\\)")

  private val gate =
    DocumentGate(
      readOrigins(setOf("https://shop.example", "miniapp://shop")),
      object : GateEnds {
        override fun evaluate(script: String) {
          proof = asked.matchEntire(script)?.groupValues?.get(1) ?: ""
          happened.add("asked")
        }

        override fun begin(document: MiniappDocument, isNew: Boolean, post: (String) -> Unit) {
          happened.add("session")
        }

        override fun heard(text: String) {
          happened.add("heard")
        }

        override fun ended() {
          happened.add("ended")
        }

        override fun refused(error: BridgeError) {
          happened.add("refused")
        }
      },
    )

  fun run(command: Map<String, Any?>): List<String> {
    happened.clear()
    when (command["do"]) {
      "message" -> {
        val text = (command["text"] as String).replace("\$PROOF", proof)
        gate.message(text, MessageSender(command["url"] as String, command["isMainFrame"] as Boolean?))
      }
      "gone" -> gate.gone()
    }
    return happened.toList()
  }
}
