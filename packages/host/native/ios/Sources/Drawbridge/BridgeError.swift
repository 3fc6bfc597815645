import Foundation

/// The one error class. `code` is stable and made for programs; `message` names the field and the next step.
///
/// A handler that throws a `BridgeError` answers with its code, text and `data`; any other error reaches the miniapp as
/// `HANDLER_FAILED` without its text.
public struct BridgeError: Error, LocalizedError {
  public let code: String
  public let message: String
  /// JSON that explains the error to the program on the other side.
  public let data: Json?
  /// The other side may have acted on what failed.
  public let isOutcomeUnknown: Bool
  /// The same call may be made again as it is.
  public let isRetryable: Bool
  /// The local reason, never sent.
  public let cause: Error?

  public init(
    _ code: String,
    _ message: String,
    data: Json? = nil,
    isOutcomeUnknown: Bool = false,
    isRetryable: Bool = false,
    cause: Error? = nil
  ) {
    self.code = code
    self.message = message
    self.data = data
    self.isOutcomeUnknown = isOutcomeUnknown
    self.isRetryable = isRetryable
    self.cause = cause
  }

  public var errorDescription: String? { "\(code): \(message)" }
}

/// The same error of a call whose handler has run: nobody can say what it did.
func afterRun(_ error: BridgeError) -> BridgeError {
  BridgeError(error.code, error.message, data: error.data, isOutcomeUnknown: true, cause: error.cause)
}

/// JSON-RPC's own numbers, for readers that know no others. `data.code` is the truth.
private let numbers = ["INVALID_MESSAGE": -32600, "UNSUPPORTED": -32601, "INVALID_PAYLOAD": -32602]

/// As JSON text. Data that no JSON can carry is said to be so in the place of the error.
func wireErrorText(_ error: BridgeError) -> String {
  var told = "\"code\":" + quotedJson(error.code)
  if error.isOutcomeUnknown { told += ",\"outcome\":\"unknown\"" }
  if error.isRetryable { told += ",\"retryable\":true" }
  if let data = error.data {
    do {
      told += ",\"data\":" + (try writeJson(data, "data of the error \(error.code)"))
    } catch {
      return wireErrorText(afterRun(asBridgeError(error)))
    }
  }
  let number = numbers[error.code] ?? -32000
  return "{\"code\":\(number),\"message\":\(quotedJson(error.message)),\"data\":{\(told)}}"
}

/// The error in a reply of the miniapp; its own code where it gives one.
func fromWireError(_ value: Json) -> BridgeError {
  let told = value["data"]
  let number = value["code"]?.integer
  let standard = numbers.first(where: { $0.value == number })?.key
  let code = told?["code"]?.name(max: 64) ?? standard ?? "HANDLER_FAILED"
  return BridgeError(
    code,
    value["message"]?.asText ?? code,
    data: told?["data"],
    isOutcomeUnknown: told?["outcome"] == Json.text("unknown"),
    isRetryable: told?["retryable"] == Json.bool(true)
  )
}

/// What a writer of ours throws is always one.
func asBridgeError(_ error: Error) -> BridgeError {
  if let known = error as? BridgeError { return known }
  return BridgeError("HANDLER_FAILED", "Something failed that has no code", cause: error)
}
