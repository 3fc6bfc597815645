import Foundation

/// One connection with one document of a miniapp: from its `bridge/connect` to its end.
final class Session: LinkReceiver {
  private unowned let miniapp: Miniapp
  private let appId: String
  private let host: BridgeHost
  private let origin: String
  private let thread: BridgeThread
  private lazy var link: Link = Link(
    limits: host.limits, thread: thread, receiver: self, post: post)
  private let post: (String) -> Void
  /// Set once the connect was answered.
  private var requests: HeldRequests?

  init(
    miniapp: Miniapp, host: BridgeHost, origin: String, thread: BridgeThread, post: @escaping (String) -> Void
  ) {
    self.miniapp = miniapp
    appId = miniapp.appId
    self.host = host
    self.origin = origin
    self.thread = thread
    self.post = post
  }

  func receive(_ text: String) { link.receive(text) }

  func notify(_ method: String, _ params: String) { link.send(encodeNotification(method, params)) }

  func close(_ reason: String, isSilent: Bool = false) { link.close(reason, isSilent: isSilent) }

  // MARK: what the link hears

  func message(_ value: Json, bytes: Double) {
    let message = Message(value)
    guard let requests = requests else { return connect(message) }
    guard let known = message else { return malformed("a message that is not JSON-RPC 2.0", id: nil) }
    if !miniapp.intake.takes(known, bytes, isFull: requests.isFull) { return }
    switch known {
    case .reply(let id, let result):
      if !miniapp.calls.settle(id, result) { miniapp.intake.admit(bytes) }
    case .notification(let method, let params): onNotification(method, params, requests)
    case .request(let id, let method, let params): onRequest(id, method, params, requests)
    }
  }

  func heard() { miniapp.calls.heard() }

  func malformed(_ what: String, id: RequestId?) {
    if !miniapp.intake.admit(1) { return }
    host.onError(BridgeError("INVALID_MESSAGE", "The miniapp \"\(appId)\" sent \(what)"))
    guard let id = id else { return }
    let text = "The message is \(what) of \(host.limits.messageBytes) characters"
    link.send(encodeError(id, BridgeError("TOO_LARGE", text)))
  }

  func closed(_ reason: String) {
    miniapp.intake.stop()
    miniapp.onEnd(self, reason)
  }

  /// Tells those who work for the miniapp that nothing of it can be answered any more.
  func abort(_ reason: String) {
    requests?.end(BridgeError("DISCONNECTED", "The session ended (\(reason))"))
  }

  private func connect(_ message: Message?) {
    guard case .request(let id, "bridge/connect", let params)? = message, params["app"]?["id"]?.name() != nil else {
      return link.close("protocol")
    }
    let told = params["protocol"]?.integer
    if told != protocolVersion {
      let text = "This host speaks protocol \(protocolVersion), not \(told ?? 0)"
      link.send(encodeError(id, BridgeError("PROTOCOL_MISMATCH", text)))
      return link.close("version")
    }
    do {
      link.send(encodeReply(id, try miniapp.connectResult()))
    } catch {
      // Every part of it was looked at when it came.
      host.onError(asBridgeError(error))
      return link.close("refused")
    }
    // Alone in its packet.
    link.flush()
    let names = (params["features"]?.asList ?? []).compactMap { $0.asText }
    let features = allFeatures.filter { names.contains($0) }
    link.agree(features)
    requests = HeldRequests(
      limits: host.limits, thread: thread, link: link, features: features,
      onMisuse: { [weak self] error in
        if self?.miniapp.intake.admit(1) == true { self?.host.onError(error) }
      })
    miniapp.onSession(self, link, features)
  }

  private func onNotification(_ method: String, _ params: Json, _ requests: HeldRequests) {
    switch method {
    case "event": onEvent(params)
    case "$/cancel": requests.cancel(params["id"])
    case "$/progress": miniapp.calls.progress(params["id"], params["value"] ?? .null)
    case "bridge/close": link.close(params["reason"]?.name(max: 64) ?? "closed", isSilent: true)
    default: break
    }
  }

  private func onRequest(_ id: RequestId, _ method: String, _ params: Json, _ requests: HeldRequests) {
    switch method {
    case "event":
      guard let type = params["type"]?.name() else { return requests.turnAway(id, withoutType()) }
      if let request = requests.hold(id, type, asRecord(params["_meta"])) { onCustomEvent(request, params, requests) }
    case appEvent:
      if let request = requests.hold(id, appEvent, asRecord(params["_meta"])) { onAppEvent(request, params, requests) }
    case "bridge/capabilities":
      if let request = requests.hold(id, method, .members([:])) {
        requests.reply(request, miniapp.capabilityAnswers(params["names"]))
      }
    case "bridge/closing":
      if let request = requests.hold(id, method, .members([:])) { requests.reply(request, "null") }
    case "bridge/ping": link.send(encodeReply(id, "null"))
    default: requests.turnAway(id, BridgeError("UNSUPPORTED", "Unknown method \"\(method)\""))
    }
  }

  private func onEvent(_ params: Json) {
    guard let type = params["type"]?.name() else { return host.onError(withoutType()) }
    if let fault = objection(type) { return host.onError(fault) }
    guard let handler = miniapp.findHandler(type) else {
      let text = "An event had no handler: \"\(type)\". Add one with onCustomEvent"
      return host.onError(BridgeError("NO_HANDLER", text))
    }
    let call = newCall(type, nil, expectsReply: false)
    call.start { try handler(params["payload"] ?? .null, call) }
  }

  private func onCustomEvent(_ request: Held, _ params: Json, _ requests: HeldRequests) {
    let type = request.type
    if let fault = objection(type) { return requests.refuse(request, fault) }
    guard let handler = miniapp.findHandler(type) else {
      let text = "Nothing handles \"\(type)\" on the other side. Add a handler with onCustomEvent"
      return requests.refuse(request, BridgeError("NO_HANDLER", text))
    }
    let payload = params["payload"] ?? .null
    run(request, keyOf(params), payload, requests) { call in try handler(payload, call) }
  }

  private func onAppEvent(_ request: Held, _ params: Json, _ requests: HeldRequests) {
    if let fault = objection(appEvent) { return requests.refuse(request, fault) }
    guard let event = params["event"]?.name(), let key = keyOf(params) else {
      return requests.refuse(request, BridgeError("INVALID_MESSAGE", "An app event needs a name and a key"))
    }
    guard let handler = host.appEventHandler else {
      let text = "The host takes no app events: it has no onAppEvent"
      return requests.refuse(request, BridgeError("NO_HANDLER", text))
    }
    let data = params["data"] ?? .null
    run(request, key, .list([.text(event), data]), requests) { call in try handler(event, data, call) }
  }

  /// Runs a handler, once for a key.
  private func run(
    _ request: Held, _ key: String?, _ payload: Json, _ requests: HeldRequests,
    _ work: @escaping (BridgeCall) throws -> Void
  ) {
    let start: (BridgeCall) -> Void = { call in call.start { try work(call) } }
    guard let key = key else {
      let call = newCall(request.type, nil, expectsReply: true)
      call.join(request, requests, isRepeat: false)
      return start(call)
    }
    miniapp.runs.join(
      [origin, request.type, key], payload, request, requests,
      makeCall: { self.newCall(request.type, key, expectsReply: true) }, start: start)
  }

  private func newCall(_ type: String, _ key: String?, expectsReply: Bool) -> BridgeCall {
    BridgeCall(
      appId: appId, type: type, key: key, expectsReply: expectsReply, thread: thread, onError: host.onError)
  }

  private func keyOf(_ params: Json) -> String? { params["_meta"]?["key"]?.name() }

  /// Why the miniapp may not use this type.
  private func objection(_ type: String) -> BridgeError? {
    if miniapp.allows(type) { return nil }
    let text = "The host does not allow \"\(type)\". Ask with requestCapabilities([\"\(type)\"])"
    return BridgeError("NOT_ALLOWED", text)
  }

  private func withoutType() -> BridgeError {
    BridgeError("INVALID_MESSAGE", "The other side sent an event or a request without a type")
  }
}
