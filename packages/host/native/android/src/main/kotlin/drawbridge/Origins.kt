package drawbridge

// User names, backslashes and white space have no place in the address of a page that is loaded. Letters are spelled
// out: a pattern that ignores case would take the Kelvin sign for a k.
private val beginning =
  Regex("([A-Za-z][A-Za-z0-9+.\\-]*)://([A-Za-z0-9._~\\-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]+)?(?=\\z|[/?#])")
private val standardPorts = mapOf("http" to ":80", "https" to ":443")

/** The origin of an address as a webview reports it, `null` as a text where there is none. */
internal fun originOfAddress(address: String): String {
  val (scheme, host, port) = beginning.matchAt(address, 0)?.destructured ?: return "null"
  val name = lowerCase(scheme)
  return "$name://${lowerCase(host)}${if (port == standardPorts[name]) "" else port}"
}

/** Whether an origin is one of the web, not one of a scheme that the app made up. */
internal fun isOnTheWeb(origin: String): Boolean = origin.startsWith("https:") || origin.startsWith("http:")

/** Of ASCII, whatever language the device is set to. */
private fun lowerCase(text: String): String =
  String(CharArray(text.length) { text[it].let { char -> if (char in 'A'..'Z') char + 32 else char } })

/**
 * Tells the origins that may speak.
 *
 * @throws BridgeError `ORIGIN_NOT_ALLOWED` naming the entry that is no origin
 */
internal fun readOrigins(list: Collection<String>): Set<String> {
  for (entry in list) {
    val origin = originOfAddress(entry)
    if (origin == entry && origin != "null") continue
    val remedy =
      if (origin == "null") "Write scheme, host and port, as \"https://shop.example\"" else "Write \"$origin\""
    throw BridgeError("ORIGIN_NOT_ALLOWED", "origins has \"$entry\", which is no origin. $remedy")
  }
  if (list.isEmpty()) {
    val text = "origins is empty, so that no page could speak. List the origin of the miniapp"
    throw BridgeError("ORIGIN_NOT_ALLOWED", text)
  }
  return list.toSet()
}
