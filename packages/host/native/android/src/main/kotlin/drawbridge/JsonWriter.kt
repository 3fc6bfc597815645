package drawbridge

/** Nesting that every engine and every JSON library can read. */
private const val MAX_LEVELS = 256
private const val PATH_LENGTH = 120

/** The largest whole number that every side reads as it is. */
internal const val MAX_SAFE_INTEGER: Long = 9_007_199_254_740_991

/**
 * The JSON text of [value]: maps with texts as keys, lists, texts, numbers, booleans and null.
 *
 * @param field what the value is to the caller, for the message: `payload`, `reply`
 * @throws BridgeError `INVALID_PAYLOAD` with the path, for what JSON cannot carry unchanged
 */
internal fun writeJson(value: Any?, field: String): String = JsonWriter(field, isSorted = false).write(value)

/** What the reader gave, with sorted members: equal for equal data, whatever order it was written in. */
internal fun writeSortedJson(value: Any?): String = JsonWriter("payload", isSorted = true).write(value)

private class JsonWriter(private val field: String, private val isSorted: Boolean) {
  private val out = StringBuilder()
  private val way = ArrayList<String>()

  fun write(value: Any?): String {
    append(value)
    return out.toString()
  }

  private fun append(value: Any?) {
    val isNested = value is Map<*, *> || value is Collection<*>
    if (isNested && !isSorted && way.size == MAX_LEVELS) refuse("a cycle or deeper than $MAX_LEVELS levels")
    when (value) {
      null -> out.append("null")
      is String -> quoteJson(value, out)
      is Boolean -> out.append(value)
      is Int, is Long, is Short, is Byte -> out.append(value)
      is Double -> appendNumber(value)
      is Float -> appendNumber(value.toDouble())
      is Map<*, *> -> appendMembers(value)
      is Collection<*> -> appendItems(value)
      else -> refuse("a ${value.javaClass.simpleName}")
    }
  }

  private fun appendNumber(value: Double) {
    if (value.isNaN() || value.isInfinite()) {
      if (!isSorted) refuse(value.toString())
      // A number that is too large for one, which says the same each time.
      out.append("null")
      return
    }
    val whole = value.toLong()
    if (whole.toDouble() == value && whole in -MAX_SAFE_INTEGER..MAX_SAFE_INTEGER) out.append(whole)
    else out.append(value)
  }

  private fun appendMembers(members: Map<*, *>) {
    val names = members.keys.map { it as? String ?: refuse("a map with keys that are no texts") }
    out.append('{')
    for ((index, name) in (if (isSorted) names.sorted() else names).withIndex()) {
      if (index > 0) out.append(',')
      inside(".$name") {
        if (!isSorted && (name == "__proto__" || way.size == 1 && name.startsWith('$'))) refuse("a reserved key")
        quoteJson(name, out)
        out.append(':')
        append(members[name])
      }
    }
    out.append('}')
  }

  private fun appendItems(items: Collection<*>) {
    out.append('[')
    for ((index, item) in items.withIndex()) {
      if (index > 0) out.append(',')
      inside("[$index]") { append(item) }
    }
    out.append(']')
  }

  private fun inside(step: String, work: () -> Unit) {
    way.add(step)
    work()
    way.removeAt(way.lastIndex)
  }

  private fun refuse(fault: String): Nothing {
    // Of a cycle the way is long and says the same again and again.
    val path = (field + way.joinToString("")).take(PATH_LENGTH)
    val text = "$path is $fault. Send plain JSON: maps, lists, texts, numbers, booleans and null"
    throw BridgeError("INVALID_PAYLOAD", text, mapOf("path" to path))
  }
}

/** [text] as JSON writes it; surrogates that stand alone become escapes, since no encoding carries them. */
internal fun quoteJson(text: String, out: StringBuilder) {
  out.append('"')
  for ((index, char) in text.withIndex()) {
    when {
      char == '"' -> out.append("\\\"")
      char == '\\' -> out.append("\\\\")
      char == '\b' -> out.append("\\b")
      char == '\u000c' -> out.append("\\f")
      char == '\n' -> out.append("\\n")
      char == '\r' -> out.append("\\r")
      char == '\t' -> out.append("\\t")
      char < ' ' || char.isSurrogate() && !isPaired(text, index) -> out.append(escaped(char))
      else -> out.append(char)
    }
  }
  out.append('"')
}

internal fun escaped(char: Char): String = "\\u" + char.code.toString(16).padStart(4, '0')

private fun isPaired(text: String, index: Int): Boolean =
  if (text[index].isHighSurrogate()) text.getOrNull(index + 1)?.isLowSurrogate() == true
  else text.getOrNull(index - 1)?.isHighSurrogate() == true
