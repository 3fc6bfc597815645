package drawbridge

/** Where a link of a miniapp leads. */
enum class LinkTarget {
  /** It stays in the webview: a page of the miniapp. */
  INSIDE,
  /** The app decides: an ordinary page of somebody else, a telephone number, a mail address. */
  OUTSIDE,
  /** It goes nowhere: addresses that reach into the device, or that are code. */
  REFUSED,
}

private val scheme = Regex("([A-Za-z][A-Za-z0-9+.\\-]*):")
private val outside = setOf("https", "http", "mailto", "tel", "sms")

/** Only pages of the miniapp's own [origins] are loaded beside the bridge. */
internal fun linkTarget(address: String, origins: Set<String>): LinkTarget {
  if (originOfAddress(address) in origins) return LinkTarget.INSIDE
  val name = scheme.matchAt(address, 0)?.groupValues?.get(1)?.lowercase() ?: return LinkTarget.REFUSED
  return if (name in outside) LinkTarget.OUTSIDE else LinkTarget.REFUSED
}
