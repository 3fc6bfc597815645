import Foundation

protocol LinkReceiver: AnyObject {
  /// One JSON-RPC message, parsed and not yet trusted. `bytes` is its share of its packet.
  func message(_ value: Json, bytes: Double)
  /// A packet came, whatever is in it.
  func heard()
  /// What is no packet, or over the limit; `id` is the request's, where it could be read.
  func malformed(_ what: String, id: RequestId?)
  /// The link is over. Called once.
  func closed(_ reason: String)
}

private let ackMs = 1_000
private let ackPackets = 64

// Packets of our own miniapps begin so; enough of one that is too large to parse can be read to answer it.
private let oversizeHead = Pattern(
  "\\{\"n\":([0-9]{1,15}),\"a\":[0-9]{1,15},\"m\":\\[\\{\"jsonrpc\":\"2\\.0\",\"id\":([0-9]{1,15}),\"m")
private let oversizeHeadLength = 100

/// Packets over a webview: `{"n": number, "a": highest received, "m": [messages]}`, one JSON text each. A repeated number
/// is dropped; a gap ends the session, since a message is missing for good.
final class Link {
  /// When the last packet left.
  private(set) var sentAt: Int
  /// How many answers have not left yet.
  private(set) var answersWaiting = 0

  private let limits: Limits
  private let thread: BridgeThread
  private let post: (String) -> Void
  private weak var receiver: LinkReceiver?
  private var isClosed = false
  private var ack = false
  private var batch = false
  private var queue: [String] = []
  /// What answers one packet leaves together.
  private var isReceiving = false
  private var sent = 0
  private var received = 0
  private var unacknowledged = 0
  private var stopAck: (() -> Void)?

  init(limits: Limits, thread: BridgeThread, receiver: LinkReceiver, post: @escaping (String) -> Void) {
    self.limits = limits
    self.thread = thread
    self.receiver = receiver
    self.post = post
    sentAt = thread.now()
  }

  func send(_ message: String, isAnswer: Bool = false) {
    if isClosed { return }
    queue.append(message)
    if isAnswer { answersWaiting += 1 }
    if !isReceiving { flush() }
  }

  /// What both sides can do. Before that a packet holds one message.
  func agree(_ features: [String]) {
    ack = features.contains("ack")
    batch = features.contains("batch")
  }

  func flush() {
    let messages = queue
    queue = []
    answersWaiting = 0
    var start = 0
    while start < messages.count && !isClosed {
      var end = start + 1
      var bytes = messages[start].utf16.count
      while batch && end < messages.count && end - start < packetMessages {
        bytes += messages[end].utf16.count
        if bytes > packetBytes { break }
        end += 1
      }
      postMessages(Array(messages[start..<end]))
      start = end
    }
  }

  func receive(_ text: String) {
    if isClosed { return }
    isReceiving = true
    read(text)
    isReceiving = false
    flush()
    if unacknowledged >= ackPackets { acknowledge() }
  }

  /// Tells the miniapp why, unless it is the one that said so or is gone, and ends.
  func close(_ reason: String, isSilent: Bool = false) {
    if isClosed { return }
    if !isSilent {
      flush()
      postMessages([encodeNotification("bridge/close", "{\"reason\":\(quotedJson(reason))}")])
    }
    isClosed = true
    stopAck?()
    receiver?.closed(reason)
  }

  private func read(_ text: String) {
    if text.utf16.count > limits.messageBytes + packetBytes { return onOversize(text) }
    guard let packet = try? readJson(text) else {
      receiver?.malformed("not JSON", id: nil)
      return
    }
    let number = count(packet["n"])
    guard let messages = packet["m"]?.asList, count(packet["a"]) != nil, messages.isEmpty || number != nil else {
      receiver?.malformed("not a packet", id: nil)
      return
    }
    receiver?.heard()
    guard let next = number, !messages.isEmpty, isNext(next) else { return }
    let share = Double(text.utf16.count) / Double(messages.count)
    for message in messages {
      if isClosed { return }
      receiver?.message(message, bytes: share)
    }
  }

  private func onOversize(_ text: String) {
    let start = String(decoding: text.utf8.prefix(oversizeHeadLength), as: UTF8.self)
    guard let groups = oversizeHead.atStart(of: start), let number = Int(groups[1]), let id = Int(groups[2]) else {
      return close("protocol")
    }
    receiver?.heard()
    if isNext(number) { receiver?.malformed("over the size limit", id: .number(id)) }
  }

  /// Whether the packet with this number is the next one; ends the session on a gap.
  private func isNext(_ number: Int) -> Bool {
    if number <= received { return false }
    if number > received + 1 {
      close("gap")
      return false
    }
    received = number
    unacknowledged += 1
    if ack && stopAck == nil {
      stopAck = thread.after(ackMs) { [weak self] in
        self?.stopAck = nil
        self?.acknowledge()
      }
    }
    return true
  }

  private func acknowledge() {
    if ack && unacknowledged > 0 && !isClosed { postPacket("{\"a\":\(received),\"m\":[]}") }
  }

  private func postMessages(_ messages: [String]) {
    sent += 1
    postPacket("{\"n\":\(sent),\"a\":\(received),\"m\":[\(messages.joined(separator: ","))]}")
  }

  private func postPacket(_ packet: String) {
    unacknowledged = 0
    sentAt = thread.now()
    post(packet)
  }

  private func count(_ value: Json?) -> Int? {
    guard let number = value?.integer, number >= 0 else { return nil }
    return number
  }
}
