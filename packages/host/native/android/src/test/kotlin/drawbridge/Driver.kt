package drawbridge

/** Takes commands as lines of JSON and answers each with one: a test in any language drives the host by it. */
internal class Driver {
  private var host: HostUnderTest? = null
  private var gate: GateUnderTest? = null
  private var webView: WebViewUnderTest? = null

  fun answer(command: Map<String, Any?>): Any? =
    when (command["to"]) {
      "new host" -> {
        val limits = asRecord(command["limits"])
        val messageBytes = asInteger(limits["messageBytes"])?.toInt()
        val eventBurst = asInteger(limits["eventBurst"])?.toInt()
        val standard = Limits()
        val own = Limits(messageBytes = messageBytes ?: standard.messageBytes, eventBurst = eventBurst ?: standard.eventBurst)
        host = HostUnderTest(own)
        null
      }
      "host" -> host?.run(command)
      "new gate" -> {
        gate = GateUnderTest()
        null
      }
      "gate" -> gate?.run(command)
      "new webview" -> {
        webView = WebViewUnderTest(command)
        null
      }
      "webview" -> webView?.run(command)
      "encode" -> encodeReceive(command["token"] as String, command["text"] as String)
      "origins" -> readOrigins((command["list"] as List<*>).map { it as String }).toList()
      "link" -> linkTarget(command["url"] as String, setOf("https://shop.example")).name
      "read" -> {
        // More levels can be read than written, so that the value is no answer.
        readJson(command["text"] as String)
        null
      }
      else -> throw IllegalArgumentException("unknown command ${command["to"]}")
    }
}

fun main() {
  val driver = Driver()
  val out = java.io.PrintStream(System.out, false, "UTF-8")
  for (line in System.`in`.bufferedReader(Charsets.UTF_8).lineSequence()) {
    val answer =
      try {
        mapOf("answer" to driver.answer(asRecord(readJson(line))))
      } catch (error: BridgeError) {
        mapOf("error" to mapOf("code" to error.code, "message" to error.message))
      } catch (error: RuntimeException) {
        mapOf("error" to mapOf("code" to "ILLEGAL", "message" to error.message))
      }
    out.print(writeJson(answer, "answer") + "\n")
    out.flush()
  }
}
