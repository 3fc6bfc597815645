import Foundation

@testable import Drawbridge

/// The host that the vectors describe, with what it says and hears.
final class HostUnderTest {
  private(set) var packets: [Json] = []
  private(set) var texts: [String] = []
  private(set) var heard: [Json] = []
  private(set) var replies: [Json] = []
  private let host: BridgeHost
  private let miniapp: Miniapp

  var isConnected: Bool { miniapp.isConnected }

  init() throws {
    let types: Set<String> = ["echo", "nothing", "note", "decline", "crash", "steps", "pay", "members"]
    let granted = types.union(["unknown", "appEvent"])
    host = BridgeHost(name: "Vectors", version: "1.0", capabilities: granted)
    var options = MiniappOptions(appId: "shop", origins: ["https://shop.example"])
    options.context = ["theme": "dark"]
    miniapp = try Miniapp(
      host: host, options: options, platform: "ios", thread: TestThread(), evaluate: { _ in })
    try addHandlers()
    miniapp.accept("https://shop.example") { [weak self] text in self?.onPacket(text) }
  }

  /// Forgets what was said before, and does what a step says.
  func take(_ text: String) {
    clear()
    miniapp.heard(text)
  }

  func act(_ action: [Json]) throws {
    clear()
    let first = action[1]
    switch action[0] {
    case "send": try miniapp.sendCustomEvent(first.asText ?? "", action[2])
    case "request":
      try miniapp.request(first.asText ?? "", action[2]) { [weak self] result in
        if case .success(let reply) = result { self?.replies.append(reply) }
      }
    default: try miniapp.setContext(first.asMembers ?? [:])
    }
  }

  private func clear() {
    packets = []
    texts = []
  }

  private func onPacket(_ text: String) {
    texts.append(text)
    if let packet = try? readJson(text) { packets.append(packet) }
  }

  private func hear(_ name: String, _ payload: Json) {
    heard.append([.text(name), payload])
  }

  private func addHandlers() throws {
    try host.onCustomEvent("echo") { payload, call in call.reply(payload) }
    try host.onCustomEvent("nothing") { _, call in call.reply() }
    try host.onCustomEvent("note") { [weak self] payload, _ in self?.hear("note", payload) }
    try host.onCustomEvent("decline") { _, _ in
      throw BridgeError("CARD_DECLINED", "Declined", data: ["retry": false])
    }
    try host.onCustomEvent("crash") { _, _ in throw Secret(text: "the secret of the handler") }
    try host.onCustomEvent("steps") { count, call in
      let last = Int(count.asNumber ?? 0)
      for step in stride(from: 1, through: last, by: 1) { try call.progress(.number(Double(step))) }
      call.reply("done")
    }
    try host.onCustomEvent("pay") { [weak self] payload, call in
      self?.hear("pay", payload)
      call.reply("paid")
    }
    try host.onCustomEvent("members") { payload, call in
      let names = (payload.asMembers ?? [:]).keys.sorted()
      call.reply(.list(names.map { .text($0) }))
    }
    try host.onAppEvent { [weak self] event, data, call in
      self?.hear(event, data)
      call.reply()
    }
  }
}

struct Secret: Error {
  let text: String
}
