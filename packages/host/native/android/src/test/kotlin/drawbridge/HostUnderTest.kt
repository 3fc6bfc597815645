package drawbridge

/** The host that the vectors describe, with what it says and hears. */
internal class HostUnderTest(limits: Limits) {
  private val thread = TestThread()
  private val packets = ArrayList<String>()
  private val heard = ArrayList<String>()
  private val errors = ArrayList<String>()
  private val replies = ArrayList<Any?>()
  private val ends = ArrayList<String>()
  private val cancelled = ArrayList<String>()
  private val held = LinkedHashMap<String, BridgeCall>()
  private val pending = ArrayList<() -> Unit>()
  private val types = setOf("echo", "nothing", "note", "decline", "crash", "steps", "pay", "members", "hold")
  private val host =
    BridgeHost("Vectors", "1.0", types + setOf("unknown", "appEvent"), limits) { errors.add(it.code) }
  private var miniapp = makeMiniapp()

  init {
    host.onCustomEvent("echo") { payload, call -> call.reply(payload) }
    host.onCustomEvent("nothing") { _, call -> call.reply() }
    host.onCustomEvent("note") { payload, call ->
      hear("note", payload)
      call.reply()
    }
    host.onCustomEvent("decline") { _, _ ->
      throw BridgeError("CARD_DECLINED", "Declined", mapOf("retry" to false))
    }
    host.onCustomEvent("crash") { _, _ -> throw IllegalStateException("the secret of the handler") }
    host.onCustomEvent("steps") { count, call ->
      for (step in 1..(asInteger(count) ?: 0)) call.progress(step)
      call.reply("done")
    }
    host.onCustomEvent("pay") { payload, call ->
      hear("pay", payload)
      call.reply("paid")
    }
    host.onCustomEvent("members") { payload, call -> call.reply(asRecord(payload).keys.toList()) }
    host.onCustomEvent("hold") { payload, call ->
      held[payload.toString()] = call
      call.onCancel { cancelled.add("$payload ${it.code}") }
    }
    host.onAppEvent { event, data, call ->
      hear(event, data)
      if (event == "again") call.fail(BridgeError("BUSY", "Later", isRetryable = true)) else call.reply()
    }
    accept()
  }

  fun run(command: Map<String, Any?>): Map<String, Any?> {
    packets.clear()
    val type = command["type"] as? String ?: ""
    when (command["do"]) {
      "in" -> miniapp.receive(command["text"] as String)
      "send" -> miniapp.sendCustomEvent(type, command["payload"])
      "request" -> pending.add(request(type, command))
      "cancel" -> pending.last()()
      "context" -> miniapp.setContext(asRecord(command["payload"]))
      "grant" -> miniapp.grant(setOf(type))
      "visible" -> miniapp.setVisible(command["payload"] == true)
      "revoke" -> miniapp.revoke(setOf(type))
      "after" -> thread.advance(asInteger(command["ms"]) ?: 0)
      "settle" -> held.getValue(command["name"] as String).reply(command["payload"])
      "fail" ->
        held.getValue(command["name"] as String).fail(BridgeError("CARD_DECLINED", "Declined", command["payload"]))
      "accept" -> accept()
      // As an app that opens the screen of its miniapp again.
      "remount" -> {
        miniapp.unmount()
        miniapp = makeMiniapp(command["appId"] as? String ?: "shop")
        accept()
      }
      "say on cancel" ->
        held.getValue(command["name"] as String).onCancel {
          miniapp.sendCustomEvent("stopped", it.code)
          pending.add(request("confirm", command))
        }
      "unmount" -> miniapp.unmount()
    }
    return mapOf(
      "packets" to packets.toList(),
      "heard" to heard.toList(),
      "errors" to errors.toList(),
      "replies" to replies.toList(),
      "ends" to ends.toList(),
      "cancelled" to cancelled.toList(),
      "isConnected" to miniapp.isConnected,
    )
  }

  /** What no JSON can carry back is heard all the same. */
  private fun hear(name: String, payload: Any?) {
    val text = if (isWritable(payload, 0)) writeSortedJson(payload) else "\"unwritable\""
    heard.add("[${writeJson(name, "name")},$text]")
  }

  private fun isWritable(value: Any?, level: Int): Boolean =
    when (value) {
      is Double -> value.isFinite()
      is Map<*, *> -> level < 256 && value.values.all { isWritable(it, level + 1) }
      is List<*> -> level < 256 && value.all { isWritable(it, level + 1) }
      else -> true
    }

  private fun accept() = miniapp.accept("https://shop.example") { packets.add(it) }

  private fun request(type: String, command: Map<String, Any?>): () -> Unit =
    miniapp.request(
      type,
      command["payload"],
      timeout = asInteger(command["timeout"]) ?: 15_000,
      onProgress = { replies.add(mapOf("progress" to it)) },
    ) { result ->
      replies.add(result.fold({ mapOf("reply" to it) }, { mapOf("error" to (it as BridgeError).code) }))
    }

  private fun makeMiniapp(appId: String = "shop"): Miniapp {
    val options =
      MiniappOptions(
        appId = appId,
        origins = setOf("https://shop.example"),
        context = mapOf("theme" to "dark"),
        onDisconnected = { ends.add(it) },
      )
    return Miniapp(host, options, "android", thread) {}
  }
}
