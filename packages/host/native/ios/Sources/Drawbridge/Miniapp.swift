import Foundation

private let defaultTimeoutMs = 15_000
private let defaultDeadlineMs = 900_000

/// What a host says of a miniapp.
public struct MiniappOptions {
  /// The id of the miniapp. It wins over what the miniapp says of itself.
  public var appId: String
  /// Origins of the pages that may be the miniapp: exact ones, as `https://shop.example`.
  public var origins: [String]
  /// First values of the miniapp's context: locale, theme, launch …
  public var context: [String: Json] = [:]
  /// A document has announced itself and gets its session after this: the place to `revoke` from a late one.
  public var onDocument: (MiniappDocument) -> Void = { _ in }
  public var onConnected: () -> Void = {}
  /// A session has ended, with the reason. The next document of the miniapp begins another.
  public var onDisconnected: (String) -> Void = { _ in }

  public init(appId: String, origins: [String]) {
    self.appId = appId
    self.origins = origins
  }
}

/// A miniapp in a webview, over all its documents and sessions.
public final class Miniapp: GateEnds {
  public let appId: String
  public var isConnected: Bool { session != nil }

  /// Takes the bridge out of the webview.
  var onUnmounted: () -> Void = {}
  let origins: Set<String>
  let calls: Calls
  var runs: KeyedRuns { host.runsOf(appId, thread) }
  /// Of the miniapp, not of a session: another session is no way to more room.
  private(set) lazy var intake: Intake = createIntake()
  private(set) lazy var gate: DocumentGate = DocumentGate(origins: origins, ends: self)
  private let host: BridgeHost
  private let options: MiniappOptions
  private let platform: String
  private let thread: BridgeThread
  private let evaluateScript: (String) -> Void
  private let handlers = Handlers()
  private var granted: Set<String>?
  private var context: [String: Json]
  /// Joined with a document, which has or has not said its connect.
  private var joined: Session?
  private var session: Session?
  private var isUnmounted = false
  private var floods = 0

  init(
    host: BridgeHost, options: MiniappOptions, platform: String, thread: BridgeThread,
    evaluate: @escaping (String) -> Void
  ) throws {
    try checkName("name", host.name)
    try host.limits.check()
    try checkName("appId", options.appId)
    _ = try writeJson(.members(options.context), "context")
    origins = try readOrigins(options.origins)
    appId = options.appId
    context = options.context
    calls = Calls(limits: host.limits, thread: thread, onError: host.onError)
    if let names = host.capabilities, !names.contains("*") { granted = names }
    self.host = host
    self.options = options
    self.platform = platform
    self.thread = thread
    evaluateScript = evaluate
  }

  /// Sends an event, at most once, in order; it waits for the connection.
  ///
  /// - Throws: `BridgeError` `INVALID_PAYLOAD`, `TOO_LARGE`
  public func sendCustomEvent(_ type: String, _ payload: Json = .null) throws {
    let call = OwnCall(type: type, payload: try payloadText(type, payload))
    thread.run { self.calls.add(call) }
  }

  /// Asks the miniapp. `done` is called once, with its reply or a `BridgeError`.
  ///
  /// - Parameters:
  ///   - timeout: Milliseconds without a sign of life; a person may think for longer.
  ///   - deadline: Milliseconds after which the call ends in any case.
  /// - Returns: A function that cancels the call.
  /// - Throws: `BridgeError` `INVALID_PAYLOAD`, `TOO_LARGE`
  @discardableResult
  public func request(
    _ type: String,
    _ payload: Json = .null,
    timeout: Int? = nil,
    deadline: Int? = nil,
    onProgress: ((Json) -> Void)? = nil,
    done: @escaping (Result<Json, BridgeError>) -> Void
  ) throws -> () -> Void {
    let silence = try milliseconds("timeout", timeout ?? defaultTimeoutMs)
    let end = try milliseconds("deadline", deadline ?? defaultDeadlineMs)
    let text = try payloadText(type, payload)
    let call = OwnCall(
      type: type, payload: text, timeout: silence, deadline: end, onProgress: onProgress, done: done)
    thread.run { self.calls.add(call) }
    return { self.thread.run { self.calls.cancel(call) } }
  }

  /// A handler for this miniapp alone; it comes before that of the host.
  @discardableResult
  public func onCustomEvent(_ type: String, _ handler: @escaping CustomEventHandler) throws -> () -> Void {
    try handlers.add(type, handler)
  }

  /// Changes values of the miniapp's context; they are there for later documents too.
  public func setContext(_ changed: [String: Json]) throws {
    let text = try writeJson(.members(changed), "context")
    thread.run {
      self.context.merge(changed, uniquingKeysWith: { _, new in new })
      self.session?.notify("bridge/context", "{\"changed\":\(text)}")
    }
  }

  /// Lets the miniapp use more event types, or `appEvent`; it is told.
  public func grant(_ names: Set<String>) {
    thread.run {
      guard let before = self.granted, !names.isSubset(of: before) else { return }
      self.granted = before.union(names)
      self.tellCapabilities()
    }
  }

  /// - Throws: `BridgeError` `INVALID_PAYLOAD` where the host has no list of capabilities to take from.
  public func revoke(_ names: Set<String>) throws {
    if granted == nil {
      let text = "Nothing can be revoked while everything is granted. List capabilities in BridgeHost"
      throw BridgeError("INVALID_PAYLOAD", text)
    }
    thread.run {
      guard let before = self.granted, !names.isDisjoint(with: before) else { return }
      self.granted = before.subtracting(names)
      self.tellCapabilities()
    }
  }

  /// Tells the miniapp that the host app hides or shows it.
  public func setVisible(_ isVisible: Bool) {
    let state = isVisible ? "visible" : "hidden"
    thread.run { self.session?.notify("bridge/lifecycle", "{\"state\":\"\(state)\",\"cause\":\"host\"}") }
  }

  /// Ends the connection for good. The webview stays with the app. May be called twice.
  public func unmount() {
    thread.run {
      if self.isUnmounted { return }
      self.isUnmounted = true
      self.joined?.close("unmounted")
      self.calls.abandon(BridgeError("DISCONNECTED", "The miniapp \"\(self.appId)\" was unmounted"))
      self.onUnmounted()
    }
  }

  // MARK: what the gate lets in

  func evaluate(_ script: String) { evaluateScript(script) }

  func begin(_ document: MiniappDocument, isNew: Bool, post: @escaping (String) -> Void) {
    if isNew { options.onDocument(document) }
    accept(document.origin, post)
  }

  func heard(_ text: String) { joined?.receive(text) }

  func ended() { joined?.close("reload", isSilent: true) }

  func refused(_ error: BridgeError) { host.onError(error) }

  /// Begins a session with a document of `origin`, which was checked; an earlier one is over.
  func accept(_ origin: String, _ post: @escaping (String) -> Void) {
    joined?.close("replaced", isSilent: true)
    if isUnmounted { return }
    joined = Session(miniapp: self, host: host, origin: origin, thread: thread, post: post)
  }

  // MARK: what a session needs

  func findHandler(_ type: String) -> CustomEventHandler? { handlers.find(type) ?? host.handlers.find(type) }

  func allows(_ name: String) -> Bool { granted?.contains(name) ?? true }

  func onSession(_ next: Session, _ link: Link, _ features: [String]) {
    session = next
    calls.attach(link, features)
    options.onConnected()
  }

  func onEnd(_ ended: Session, _ reason: String) {
    if joined === ended { joined = nil }
    if session !== ended { return }
    session = nil
    // First, so that what handlers say when they hear of the end waits for the next session.
    calls.detach(reason)
    ended.abort(reason)
    options.onDisconnected(reason)
  }

  private func createIntake() -> Intake {
    Intake(
      limits: host.limits, thread: thread, onError: host.onError, onFlood: { [weak self] in self?.onFlood() })
  }

  private func onFlood() {
    joined?.close("flood")
    intake = createIntake()
    floods += 1
    let data: Json = ["flood": .number(Double(floods))]
    host.onError(BridgeError("RATE_LIMITED", "\"\(appId)\" sent far more than the limits allow", data: data))
    // It came back with another document and did the same again.
    if floods > 1 { unmount() }
  }

  /// The answer to `bridge/connect`, as JSON text.
  func connectResult() throws -> String {
    var about: [String: Json] = ["name": .text(host.name), "platform": .text(platform)]
    if let version = host.version { about["version"] = .text(version) }
    return try writeJson(
      [
        "session": .text(createProof()),
        "host": .members(about),
        "features": .list(allFeatures.map { .text($0) }),
        "capabilities": capabilityNames(),
        "limits": host.limits.json,
        "outcomes": ["ttl": .number(Double(outcomeTtlMs)), "durable": false],
        "context": .members(context),
      ], "connect")
  }

  /// The answer to a miniapp that asks for names, as JSON text: one for each.
  func capabilityAnswers(_ names: Json?) -> String {
    let asked = Set((names?.list ?? []).compactMap { $0.name() })
    let answers = asked.sorted().map { name -> String in
      if allows(name) { return "\(quotedJson(name)):\"granted\"" }
      let isKnown = name == appEvent || findHandler(name) != nil
      return "\(quotedJson(name)):\"\(isKnown ? "denied" : "unknown")\""
    }
    return "{\(answers.joined(separator: ","))}"
  }

  private func capabilityNames() -> Json {
    guard let names = granted else { return ["*"] }
    return .list(names.sorted().map { .text($0) })
  }

  private func tellCapabilities() {
    let names: Json = ["granted": capabilityNames()]
    session?.notify("bridge/capabilities", writeAnyJson(names))
  }

  private func payloadText(_ type: String, _ payload: Json) throws -> String {
    try checkType(type)
    let text = try writeJson(payload, "payload")
    let size = text.utf16.count
    let max = host.limits.messageBytes
    if size <= max { return text }
    throw BridgeError("TOO_LARGE", "\"\(type)\" has \(size) characters of JSON, at most \(max). Send a link to the data")
  }

  private func milliseconds(_ field: String, _ value: Int) throws -> Int {
    if value >= 1 && value <= Int(Int32.max) { return value }
    throw BridgeError("INVALID_PAYLOAD", "\(field) must be 1 to \(Int32.max) milliseconds, not \(value)")
  }
}
