package drawbridge

/** One connection with one document of a miniapp: from its `bridge/connect` to its end. */
internal class Session(
  private val miniapp: Miniapp,
  private val host: BridgeHost,
  private val origin: String,
  private val thread: MainThread,
  post: (String) -> Unit,
) : LinkReceiver {
  private val link = Link(host.limits, thread, post, this)
  /** Set once the connect was answered. */
  private var requests: HeldRequests? = null

  fun receive(text: String) = link.receive(text)

  fun notify(method: String, params: String) = link.send(encodeNotification(method, params))

  fun close(reason: String, isSilent: Boolean = false) = link.close(reason, isSilent)

  override fun message(value: Any?, bytes: Double) {
    val message = parseMessage(value)
    val requests = requests ?: return connect(message)
    if (message == null) return malformed("a message that is not JSON-RPC 2.0")
    if (!miniapp.intake.takes(message, bytes, requests.isFull)) return
    val method = message.method
    when {
      method == null -> {
        if (!miniapp.ownCalls.settle(message.id, message.error, message.result)) miniapp.intake.admit(bytes)
      }
      message.id == null -> onNotification(method, message.params, requests)
      else -> onRequest(message.id, method, message.params, requests)
    }
  }

  override fun heard() = miniapp.ownCalls.heard()

  override fun malformed(what: String, id: Long?) {
    if (!miniapp.intake.admit(1.0)) return
    host.onError(BridgeError("INVALID_MESSAGE", "The miniapp \"${miniapp.appId}\" sent $what"))
    if (id == null) return
    val text = "The message is $what of ${host.limits.messageBytes} characters"
    link.send(encodeError(id, BridgeError("TOO_LARGE", text)))
  }

  override fun closed(reason: String) {
    miniapp.intake.stop()
    miniapp.onEnd(this, reason)
  }

  /** Tells those who work for the miniapp that nothing of it can be answered any more. */
  fun abort(reason: String) {
    requests?.end(BridgeError("DISCONNECTED", "The session ended ($reason)"))
  }

  private fun connect(message: Message?) {
    val params = message?.params ?: emptyMap()
    val id = message?.id
    val isConnect = message?.method == "bridge/connect" && asName(asRecord(params["app"])["id"]) != null
    if (id == null || !isConnect) return link.close("protocol")
    val protocol = asInteger(params["protocol"])
    if (protocol != PROTOCOL) {
      val text = "This host speaks protocol $PROTOCOL, not ${protocol ?: 0}"
      link.send(encodeError(id, BridgeError("PROTOCOL_MISMATCH", text)))
      return link.close("version")
    }
    link.send(encodeReply(id, miniapp.connectResult()))
    // Alone in its packet.
    link.flush()
    val told = (params["features"] as? List<*>).orEmpty()
    val features = FEATURES.filter { it in told }
    link.agree(features)
    requests = HeldRequests(host.limits, thread, link, features) { if (miniapp.intake.admit(1.0)) host.onError(it) }
    miniapp.onSession(this, link, features)
  }

  private fun onNotification(method: String, params: Map<String, Any?>, requests: HeldRequests) {
    when (method) {
      "event" -> onEvent(params)
      "$/cancel" -> requests.cancel(params["id"])
      "$/progress" -> miniapp.ownCalls.progress(params["id"], params["value"])
      "bridge/close" -> link.close(reasonOf(params), isSilent = true)
    }
  }

  private fun onRequest(id: Any, method: String, params: Map<String, Any?>, requests: HeldRequests) {
    when (method) {
      "event" -> {
        val type = asName(params["type"])
        if (type == null) requests.turnAway(id, withoutType())
        else requests.hold(id, type, asRecord(params["_meta"]))?.let { onCustomEvent(it, params, requests) }
      }
      APP_EVENT -> requests.hold(id, APP_EVENT, asRecord(params["_meta"]))?.let { onAppEvent(it, params, requests) }
      "bridge/capabilities" ->
        requests.hold(id, method, emptyMap())?.let {
          requests.reply(it, writeAnswers(miniapp.capabilityAnswers(params["names"])))
        }
      "bridge/closing" -> requests.hold(id, method, emptyMap())?.let { requests.reply(it, "null") }
      "bridge/ping" -> link.send(encodeReply(id, "null"))
      else -> requests.turnAway(id, BridgeError("UNSUPPORTED", "Unknown method \"$method\""))
    }
  }

  private fun onEvent(params: Map<String, Any?>) {
    val type = asName(params["type"]) ?: return host.onError(withoutType())
    val handler = miniapp.findHandler(type)
    val fault = objection(type)
    when {
      fault != null -> host.onError(fault)
      handler == null ->
        host.onError(BridgeError("NO_HANDLER", "An event had no handler: \"$type\". Add one with onCustomEvent"))
      else -> newCall(type, null, false).let { call -> call.start { handler(params["payload"], call) } }
    }
  }

  private fun onCustomEvent(request: Held, params: Map<String, Any?>, requests: HeldRequests) {
    val type = request.type
    objection(type)?.let { return requests.refuse(request, it) }
    val handler = miniapp.findHandler(type)
    if (handler == null) {
      val text = "Nothing handles \"$type\" on the other side. Add a handler with onCustomEvent"
      return requests.refuse(request, BridgeError("NO_HANDLER", text))
    }
    val payload = params["payload"]
    run(request, keyOf(params), payload, requests) { call -> handler(payload, call) }
  }

  private fun onAppEvent(request: Held, params: Map<String, Any?>, requests: HeldRequests) {
    objection(APP_EVENT)?.let { return requests.refuse(request, it) }
    val event = asName(params["event"])
    val key = keyOf(params)
    val handler = host.appEventHandler
    if (event == null || key == null) {
      val text = "An app event needs a name and a key"
      return requests.refuse(request, BridgeError("INVALID_MESSAGE", text))
    }
    if (handler == null) {
      val text = "The host takes no app events: it has no onAppEvent"
      return requests.refuse(request, BridgeError("NO_HANDLER", text))
    }
    val data = params["data"]
    run(request, key, listOf(event, data), requests) { call -> handler(event, data, call) }
  }

  /** Runs a handler, once for a key. */
  private fun run(
    request: Held,
    key: String?,
    payload: Any?,
    requests: HeldRequests,
    work: (BridgeCall) -> Unit,
  ) {
    val start = { call: BridgeCall -> call.start { work(call) } }
    val makeCall = { newCall(request.type, key, true) }
    if (key != null) {
      val scope = listOf(origin, request.type, key)
      return miniapp.keyedRuns.join(scope, payload, request, requests, makeCall, start)
    }
    val call = makeCall()
    call.join(request, requests, isRepeat = false)
    start(call)
  }

  private fun newCall(type: String, key: String?, expectsReply: Boolean) =
    BridgeCall(miniapp, type, key, expectsReply, thread, host.onError)

  private fun keyOf(params: Map<String, Any?>): String? = asName(asRecord(params["_meta"])["key"])

  /** Why the miniapp may not use this type. */
  private fun objection(type: String): BridgeError? {
    if (miniapp.allows(type)) return null
    val text = "The host does not allow \"$type\". Ask with requestCapabilities([\"$type\"])"
    return BridgeError("NOT_ALLOWED", text)
  }

  private fun withoutType() =
    BridgeError("INVALID_MESSAGE", "The other side sent an event or a request without a type")
}

/** Names that the miniapp chose may be those that a payload may not have. */
private fun writeAnswers(answers: Map<String, String>): String =
  answers.entries.joinToString(",", "{", "}") { (name, answer) ->
    "${writeJson(name, "name")}:${writeJson(answer, "answer")}"
  }
