package drawbridge

/** The host app's side of the bridge: its handlers, for all its miniapps. */
class BridgeHost(
  /** The name of the host app, told to its miniapps. */
  val name: String,
  val version: String? = null,
  /** Event types, and `appEvent`, that miniapps may use. Null grants all; what is not listed is `NOT_ALLOWED`. */
  val capabilities: Set<String>? = null,
  val limits: Limits = Limits(),
  /** What no call can report: refused messages, failed handlers, events without a handler. */
  val onError: (BridgeError) -> Unit = {},
) {
  internal val handlers = Handlers()
  /** By the id of the miniapp: a screen is closed and opened again, and what was paid is paid. */
  private val runs = HashMap<String, KeyedRuns>()
  internal var appEventHandler: AppEventHandler? = null
    private set

  init {
    checkName("name", name)
    version?.let { checkName("version", it) }
  }

  /**
   * Adds the one handler that answers requests of this type and hears its events.
   *
   * @return removes it
   * @throws BridgeError `HANDLER_EXISTS`
   */
  fun onCustomEvent(type: String, handler: CustomEventHandler): () -> Unit = handlers.add(type, handler)

  /**
   * Takes app events. Each key of a miniapp reaches it once while this host is kept, however often it is mounted.
   *
   * @return removes it
   * @throws BridgeError `HANDLER_EXISTS`
   */
  fun onAppEvent(handler: AppEventHandler): () -> Unit {
    if (appEventHandler != null) {
      throw BridgeError("HANDLER_EXISTS", "onAppEvent has a handler already. Remove it first")
    }
    appEventHandler = handler
    return { if (appEventHandler === handler) appEventHandler = null }
  }

  internal fun runsOf(appId: String, thread: MainThread): KeyedRuns = runs.getOrPut(appId) { KeyedRuns(thread) }
}

/** Handlers by event type: one that answers. */
internal class Handlers {
  private val answering = HashMap<String, CustomEventHandler>()

  fun add(type: String, handler: CustomEventHandler): () -> Unit {
    checkType(type)
    if (answering.containsKey(type)) {
      throw BridgeError("HANDLER_EXISTS", "\"$type\" already has a handler here. Remove it first")
    }
    answering[type] = handler
    return { if (answering[type] === handler) answering.remove(type) }
  }

  fun find(type: String): CustomEventHandler? = answering[type]
}

/** @throws BridgeError `INVALID_PAYLOAD` for what names no event */
internal fun checkType(type: String) {
  checkName("type", type)
  if (type == "*") throw BridgeError("INVALID_PAYLOAD", "type \"*\" is no event: name one")
}
