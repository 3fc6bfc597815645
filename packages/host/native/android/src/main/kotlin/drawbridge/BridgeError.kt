package drawbridge

/**
 * The one error class. [code] is stable and made for programs; the message names the field and the next step.
 *
 * A handler that fails with a `BridgeError` answers with its code, text and [data]; any other exception reaches the
 * miniapp as `HANDLER_FAILED` without its text.
 */
class BridgeError(
  val code: String,
  message: String,
  /** JSON that explains the error to the program on the other side. */
  val data: Any? = null,
  /** The other side may have acted on what failed. */
  val isOutcomeUnknown: Boolean = false,
  /** The same call may be made again as it is. */
  val isRetryable: Boolean = false,
  /** The local reason, never sent. */
  cause: Throwable? = null,
) : Exception(message, cause) {
  override val message: String
    get() = super.message ?: code
}

/** The same error of a call whose handler has run: nobody can say what it did. */
internal fun afterRun(error: BridgeError): BridgeError =
  BridgeError(error.code, error.message, error.data, isOutcomeUnknown = true, cause = error.cause)

/** JSON-RPC's own numbers, for readers that know no others. `data.code` is the truth. */
private val numbers =
  mapOf("INVALID_MESSAGE" to -32600L, "UNSUPPORTED" to -32601L, "INVALID_PAYLOAD" to -32602L)

/** As JSON text. Data that no JSON can carry is said to be so in the place of the error. */
internal fun wireErrorText(error: BridgeError): String {
  val data =
    try {
      error.data?.let { ",\"data\":" + writeJson(it, "data of the error ${error.code}") } ?: ""
    } catch (fault: BridgeError) {
      return wireErrorText(afterRun(fault))
    }
  val code = writeJson(error.code, "code")
  val message = writeJson(error.message, "message")
  val outcome = if (error.isOutcomeUnknown) ",\"outcome\":\"unknown\"" else ""
  val retryable = if (error.isRetryable) ",\"retryable\":true" else ""
  val number = numbers[error.code] ?: -32000L
  return "{\"code\":$number,\"message\":$message,\"data\":{\"code\":$code$outcome$retryable$data}}"
}

/** The error in a reply of the miniapp; its own code where it gives one. */
internal fun fromWireError(value: Any?): BridgeError {
  val error = asRecord(value)
  val told = asRecord(error["data"])
  val number = error["code"]
  val code =
    asName(told["code"], 64)
      ?: numbers.entries.firstOrNull { it.value == number }?.key
      ?: "HANDLER_FAILED"
  return BridgeError(
    code,
    error["message"] as? String ?: code,
    data = told["data"],
    isOutcomeUnknown = told["outcome"] == "unknown",
    isRetryable = told["retryable"] == true,
  )
}
