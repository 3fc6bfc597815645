import Foundation

/// The host app's side of the bridge: its handlers, for all its miniapps. Use it on the main thread.
public final class BridgeHost {
  /// The name of the host app, told to its miniapps.
  public let name: String
  public let version: String?
  /// Event types, and `appEvent`, that miniapps may use. Nil grants all; what is not listed is `NOT_ALLOWED`.
  public let capabilities: Set<String>?
  public let limits: Limits
  /// What no call can report: refused messages, failed handlers, events without a handler.
  public let onError: (BridgeError) -> Void

  let handlers = Handlers()
  /// By the id of the miniapp: a screen is closed and opened again, and what was paid is paid.
  private var runs: [String: KeyedRuns] = [:]
  private(set) var appEventHandler: AppEventHandler?
  private var appEventRegistration = 0

  public init(
    name: String,
    version: String? = nil,
    capabilities: Set<String>? = nil,
    limits: Limits = Limits(),
    onError: @escaping (BridgeError) -> Void = { _ in }
  ) {
    self.name = name
    self.version = version
    self.capabilities = capabilities
    self.limits = limits
    self.onError = onError
  }

  /// Adds the one handler that answers requests of this type and hears its events.
  ///
  /// - Returns: A function that removes it.
  /// - Throws: `BridgeError` `HANDLER_EXISTS`, `INVALID_PAYLOAD` for a type that is none.
  @discardableResult
  public func onCustomEvent(_ type: String, _ handler: @escaping CustomEventHandler) throws -> () -> Void {
    try handlers.add(type, handler)
  }

  /// Takes app events. Each key of a miniapp reaches it once while this host is kept, however often it is mounted.
  ///
  /// - Returns: A function that removes it.
  /// - Throws: `BridgeError` `HANDLER_EXISTS`
  @discardableResult
  public func onAppEvent(_ handler: @escaping AppEventHandler) throws -> () -> Void {
    if appEventHandler != nil {
      throw BridgeError("HANDLER_EXISTS", "onAppEvent has a handler already. Remove it first")
    }
    appEventHandler = handler
    appEventRegistration += 1
    let own = appEventRegistration
    return { [weak self] in
      if self?.appEventRegistration == own { self?.appEventHandler = nil }
    }
  }

  func runsOf(_ appId: String, _ thread: BridgeThread) -> KeyedRuns {
    if let known = runs[appId] { return known }
    let own = KeyedRuns(thread: thread)
    runs[appId] = own
    return own
  }
}

/// Handlers by event type: one that answers.
final class Handlers {
  private var answering: [String: (registration: Int, handler: CustomEventHandler)] = [:]
  private var registrations = 0

  func add(_ type: String, _ handler: @escaping CustomEventHandler) throws -> () -> Void {
    try checkType(type)
    if answering[type] != nil {
      throw BridgeError("HANDLER_EXISTS", "\"\(type)\" already has a handler here. Remove it first")
    }
    registrations += 1
    let own = registrations
    answering[type] = (own, handler)
    return { [weak self] in
      if self?.answering[type]?.registration == own { self?.answering[type] = nil }
    }
  }

  func find(_ type: String) -> CustomEventHandler? { answering[type]?.handler }
}
