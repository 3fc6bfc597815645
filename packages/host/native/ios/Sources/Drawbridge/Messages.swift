import Foundation

/// The one wire protocol that this version speaks.
let protocolVersion = 1

/// What this host can do; a miniapp uses what both sides name.
let allFeatures = ["ack", "alive", "batch", "cancel", "progress", "keys", "hostEvents"]

/// The id of a request, as it came.
enum RequestId: Hashable {
  case number(Int)
  case text(String)

  init?(_ value: Json?) {
    if let number = value?.integer {
      self = .number(number)
    } else if let text = value?.name(max: 64) {
      self = .text(text)
    } else {
      return nil
    }
  }

  /// As JSON text.
  var json: String {
    switch self {
    case .number(let number): return String(number)
    case .text(let text): return quotedJson(text)
    }
  }
}

/// One JSON-RPC 2.0 message.
enum Message {
  case request(id: RequestId, method: String, params: Json)
  case notification(method: String, params: Json)
  case reply(id: RequestId, result: Result<Json, BridgeError>)

  /// Untrusted JSON in, a message out, or nil for what is no JSON-RPC 2.0 message of ours.
  init?(_ value: Json) {
    guard let members = value.asMembers, members["jsonrpc"] == Json.text("2.0") else { return nil }
    let id = RequestId(members["id"])
    if members["id"] != nil && id == nil { return nil }
    let params = asRecord(members["params"])
    if let method = members["method"]?.name() {
      if let id = id {
        self = .request(id: id, method: method, params: params)
      } else {
        self = .notification(method: method, params: params)
      }
      return
    }
    guard members["method"] == nil, let replied = id else { return nil }
    if let error = members["error"] {
      self = .reply(id: replied, result: .failure(fromWireError(error)))
    } else if let result = members["result"] {
      self = .reply(id: replied, result: .success(result))
    } else {
      return nil
    }
  }
}

/// What should be an object, and is read as an empty one if it is not.
func asRecord(_ value: Json?) -> Json {
  if let value = value, case .members = value { return value }
  return .members([:])
}

/// - Throws: `BridgeError` `INVALID_PAYLOAD` naming the field of the caller that is no name.
func checkName(_ field: String, _ value: String) throws {
  if Json.text(value).name() != nil { return }
  throw BridgeError("INVALID_PAYLOAD", "\(field) must be a text of 1 to 256 characters")
}

/// - Throws: `BridgeError` `INVALID_PAYLOAD` for what names no event.
func checkType(_ type: String) throws {
  try checkName("type", type)
  if type == "*" { throw BridgeError("INVALID_PAYLOAD", "type \"*\" is no event: name one") }
}

// Messages are put together as text: a payload is turned into JSON once, where it is checked.
private let head = "{\"jsonrpc\":\"2.0\","

/// `params` is JSON text.
func encodeRequest(_ id: Int, _ method: String, _ params: String) -> String {
  "\(head)\"id\":\(id),\"method\":\"\(method)\",\"params\":\(params)}"
}

func encodeNotification(_ method: String, _ params: String) -> String {
  "\(head)\"method\":\"\(method)\",\"params\":\(params)}"
}

func encodeReply(_ id: RequestId, _ result: String) -> String {
  "\(head)\"id\":\(id.json),\"result\":\(result)}"
}

func encodeError(_ id: RequestId, _ error: BridgeError) -> String {
  "\(head)\"id\":\(id.json),\"error\":\(wireErrorText(error))}"
}

func eventParams(_ type: String, _ payload: String, silence: Int? = nil) -> String {
  let meta = silence.map { ",\"_meta\":{\"silence\":\($0)}" } ?? ""
  return "{\"type\":\(quotedJson(type)),\"payload\":\(payload)\(meta)}"
}
