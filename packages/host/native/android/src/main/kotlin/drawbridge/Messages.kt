package drawbridge

/** The one wire protocol that this version speaks. */
internal const val PROTOCOL: Long = 1

/** What this host can do; a miniapp uses what both sides name. */
internal val FEATURES: List<String> =
  listOf("ack", "alive", "batch", "cancel", "progress", "keys", "hostEvents")

/**
 * One JSON-RPC 2.0 message: a request has a method and an id, a notification only the method, a reply only the id.
 * An id is a `Long` or a `String`.
 */
internal class Message(
  val method: String?,
  val id: Any?,
  val params: Map<String, Any?>,
  val result: Any?,
  val error: BridgeError?,
)

/** Untrusted JSON in, a message out, or null for what is no JSON-RPC 2.0 message of ours. */
internal fun parseMessage(value: Any?): Message? {
  val members = asRecord(value)
  if (members["jsonrpc"] != "2.0") return null
  val id = if (members.containsKey("id")) asId(members["id"]) ?: return null else null
  val method = asName(members["method"])
  if (method != null) return Message(method, id, asRecord(members["params"]), null, null)
  if (members.containsKey("method") || id == null) return null
  if (members.containsKey("error")) {
    return Message(null, id, emptyMap(), null, fromWireError(members["error"]))
  }
  if (!members.containsKey("result")) return null
  return Message(null, id, emptyMap(), members["result"], null)
}

/** What should be an object, and is read as an empty one if it is not. */
internal fun asRecord(value: Any?): Map<String, Any?> {
  @Suppress("UNCHECKED_CAST") // The reader makes no other maps.
  return value as? Map<String, Any?> ?: emptyMap()
}

/** A text of 1 to [max] characters: names, ids and keys that come over the wire. */
internal fun asName(value: Any?, max: Int = 256): String? =
  (value as? String)?.takeIf { it.length in 1..max }

/** A whole number that every side reads as it is, however it is written. */
internal fun asInteger(value: Any?): Long? {
  val whole =
    when (value) {
      is Long -> value
      is Double -> value.toLong().takeIf { it.toDouble() == value }
      else -> null
    }
  return whole?.takeIf { it in -MAX_SAFE_INTEGER..MAX_SAFE_INTEGER }
}

internal fun asId(value: Any?): Any? = asInteger(value) ?: asName(value, 64)

/** @throws BridgeError `INVALID_PAYLOAD` naming the [field] of the caller that is no name */
internal fun checkName(field: String, value: String) {
  if (asName(value) != null) return
  throw BridgeError("INVALID_PAYLOAD", "$field must be a text of 1 to 256 characters")
}

/** Why the miniapp ends the session, from untrusted params. */
internal fun reasonOf(params: Map<String, Any?>): String = asName(params["reason"], 64) ?: "closed"

// Messages are put together as text: a payload is turned into JSON once, where it is checked.
private const val HEAD = "{\"jsonrpc\":\"2.0\","

/** [params] is JSON text. */
internal fun encodeRequest(id: Long, method: String, params: String): String =
  "$HEAD\"id\":$id,\"method\":\"$method\",\"params\":$params}"

internal fun encodeNotification(method: String, params: String): String =
  "$HEAD\"method\":\"$method\",\"params\":$params}"

internal fun encodeReply(id: Any, result: String): String =
  "$HEAD\"id\":${writeJson(id, "id")},\"result\":$result}"

internal fun encodeError(id: Any, error: BridgeError): String =
  "$HEAD\"id\":${writeJson(id, "id")},\"error\":${wireErrorText(error)}}"

internal fun eventParams(type: String, payload: String, silence: Long? = null): String {
  val meta = if (silence == null) "" else ",\"_meta\":{\"silence\":$silence}"
  return "{\"type\":${writeJson(type, "type")},\"payload\":$payload$meta}"
}
