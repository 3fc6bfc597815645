package drawbridge

private const val DEFAULT_TIMEOUT_MS = 15_000L
private const val DEFAULT_DEADLINE_MS = 900_000L

/** What a host says of a miniapp. */
class MiniappOptions(
  /** The id of the miniapp. It wins over what the miniapp says of itself. */
  val appId: String,
  /** Origins of the pages that may be the miniapp: exact ones, as `https://shop.example`. */
  val origins: Set<String>,
  /** First values of the miniapp's context: locale, theme, launch … */
  val context: Map<String, Any?> = emptyMap(),
  /** A document has announced itself and gets its session after this: the place to `revoke` from a late one. */
  val onDocument: (MiniappDocument) -> Unit = {},
  val onConnected: () -> Unit = {},
  /** A session has ended, with the reason. The next document of the miniapp begins another. */
  val onDisconnected: (String) -> Unit = {},
)

/** A miniapp in a webview, over all its documents and sessions. */
class Miniapp
internal constructor(
  private val host: BridgeHost,
  private val options: MiniappOptions,
  private val platform: String,
  private val thread: MainThread,
  evaluate: (String) -> Unit,
) {
  val appId: String = options.appId
  val isConnected: Boolean
    get() = session != null

  /** Takes the bridge out of the webview. */
  internal var onUnmounted: () -> Unit = {}
  internal val origins = readOrigins(options.origins)
  private val handlers = Handlers()
  private val calls = Calls(host.limits, thread, host.onError)
  /** Of the miniapp, not of a session: another session is no way to more room. */
  internal var intake = createIntake()
    private set

  private var floods = 0
  private val granted = host.capabilities?.takeUnless { "*" in it }?.toMutableSet()
  private var context = options.context
  /** Joined with a document, which has or has not said its connect. */
  private var joined: Session? = null
  private var session: Session? = null
  private var isUnmounted = false

  internal val gate =
    DocumentGate(
      origins,
      object : GateEnds {
        override fun evaluate(script: String) = evaluate(script)

        override fun begin(document: MiniappDocument, isNew: Boolean, post: (String) -> Unit) {
          if (isNew) options.onDocument(document)
          accept(document.origin, post)
        }

        override fun heard(text: String) = receive(text)

        override fun ended() {
          joined?.close("reload", isSilent = true)
        }

        override fun refused(error: BridgeError) = host.onError(error)
      },
    )

  init {
    checkName("appId", appId)
    writeJson(context, "context")
  }

  /**
   * Sends an event, at most once, in order; it waits for the connection.
   *
   * @throws BridgeError `INVALID_PAYLOAD`, `TOO_LARGE`
   */
  fun sendCustomEvent(type: String, payload: Any? = null) {
    val call = OwnCall(type, payloadText(type, payload), 0, 0, null, null)
    thread.run { calls.add(call) }
  }

  /**
   * Asks the miniapp. [done] is called once, with its reply or a [BridgeError].
   *
   * @param timeout milliseconds without a sign of life; a person may think for longer
   * @param deadline milliseconds after which the call ends in any case
   * @return cancels the call
   * @throws BridgeError `INVALID_PAYLOAD`, `TOO_LARGE`
   */
  fun request(
    type: String,
    payload: Any? = null,
    timeout: Long = DEFAULT_TIMEOUT_MS,
    deadline: Long = DEFAULT_DEADLINE_MS,
    onProgress: ((Any?) -> Unit)? = null,
    done: (Result<Any?>) -> Unit,
  ): () -> Unit {
    for ((field, value) in listOf("timeout" to timeout, "deadline" to deadline)) {
      if (value in 1..Int.MAX_VALUE) continue
      throw BridgeError("INVALID_PAYLOAD", "$field must be 1 to ${Int.MAX_VALUE} milliseconds, not $value")
    }
    val call = OwnCall(type, payloadText(type, payload), timeout, deadline, onProgress, done)
    thread.run { calls.add(call) }
    return { thread.run { calls.cancel(call) } }
  }

  /** A handler for this miniapp alone; it comes before that of the host. */
  fun onCustomEvent(type: String, handler: CustomEventHandler): () -> Unit = handlers.add(type, handler)

  /** Changes values of the miniapp's context; they are there for later documents too. */
  fun setContext(changed: Map<String, Any?>) {
    val text = writeJson(changed, "context")
    thread.run {
      context = context + changed
      session?.notify("bridge/context", "{\"changed\":$text}")
    }
  }

  /** Lets the miniapp use more event types, or `appEvent`; it is told. */
  fun grant(names: Set<String>) = thread.run { if (granted?.addAll(names) == true) tellCapabilities() }

  /** @throws BridgeError `INVALID_PAYLOAD` where the host has no list of capabilities to take from */
  fun revoke(names: Set<String>) {
    if (granted == null) {
      val text = "Nothing can be revoked while everything is granted. List capabilities in BridgeHost"
      throw BridgeError("INVALID_PAYLOAD", text)
    }
    thread.run { if (granted.removeAll(names)) tellCapabilities() }
  }

  /** Tells the miniapp that the host app hides or shows it. */
  fun setVisible(isVisible: Boolean) = thread.run {
    val state = if (isVisible) "visible" else "hidden"
    session?.notify("bridge/lifecycle", "{\"state\":\"$state\",\"cause\":\"host\"}")
  }

  /** Ends the connection for good. The webview stays with the app. May be called twice. */
  fun unmount() = thread.run {
    if (!isUnmounted) {
      end()
      onUnmounted()
    }
  }

  /** Begins a session with a document of [origin], which was checked; an earlier one is over. */
  internal fun accept(origin: String, post: (String) -> Unit) {
    joined?.close("replaced", isSilent = true)
    if (!isUnmounted) joined = Session(this, host, origin, thread, post)
  }

  /** A packet of the document of the current session. */
  internal fun receive(text: String) {
    joined?.receive(text)
  }

  private fun end() {
    isUnmounted = true
    joined?.close("unmounted")
    calls.abandon(BridgeError("DISCONNECTED", "The miniapp \"$appId\" was unmounted"))
  }

  internal fun findHandler(type: String): CustomEventHandler? = handlers.find(type) ?: host.handlers.find(type)

  internal fun allows(name: String): Boolean = granted == null || name in granted

  internal fun onSession(next: Session, link: Link, features: List<String>) {
    session = next
    calls.attach(link, features)
    options.onConnected()
  }

  internal fun onEnd(ended: Session, reason: String) {
    if (joined === ended) joined = null
    if (session !== ended) return
    session = null
    // First, so that what handlers say when they hear of the end waits for the next session.
    calls.detach(reason)
    ended.abort(reason)
    options.onDisconnected(reason)
  }

  private fun createIntake(): Intake = Intake(host.limits, thread, host.onError, ::onFlood)

  private fun onFlood() {
    joined?.close("flood")
    intake = createIntake()
    val data = mapOf("flood" to ++floods)
    host.onError(BridgeError("RATE_LIMITED", "\"$appId\" sent far more than the limits allow", data))
    // It came back with another document and did the same again.
    if (floods > 1) unmount()
  }

  internal val ownCalls: Calls
    get() = calls

  internal val keyedRuns: KeyedRuns
    get() = host.runsOf(appId, thread)

  /** The answer to `bridge/connect`, as JSON text. */
  internal fun connectResult(): String {
    val about = linkedMapOf<String, Any?>("name" to host.name)
    if (host.version != null) about["version"] = host.version
    about["platform"] = platform
    return writeJson(
      linkedMapOf(
        "session" to createProof(),
        "host" to about,
        "features" to FEATURES,
        "capabilities" to capabilityNames(),
        "limits" to host.limits.toJson(),
        "outcomes" to mapOf("ttl" to OUTCOME_TTL_MS, "durable" to false),
        "context" to context,
      ),
      "connect",
    )
  }

  /** The answer to a miniapp that asks for names: one for each. */
  internal fun capabilityAnswers(names: Any?): Map<String, String> =
    (names as? List<*>).orEmpty().mapNotNull { asName(it) }.associateWith { name ->
      when {
        allows(name) -> "granted"
        name == APP_EVENT || findHandler(name) != null -> "denied"
        else -> "unknown"
      }
    }

  private fun capabilityNames(): List<String> = granted?.toList() ?: listOf("*")

  private fun tellCapabilities() {
    session?.notify("bridge/capabilities", writeJson(mapOf("granted" to capabilityNames()), "capabilities"))
  }

  private fun payloadText(type: String, payload: Any?): String {
    checkType(type)
    val text = writeJson(payload, "payload")
    val max = host.limits.messageBytes
    if (text.length <= max) return text
    throw BridgeError("TOO_LARGE", "\"$type\" has ${text.length} characters of JSON, at most $max. Send a link to the data")
  }
}
