package drawbridge

/**
 * Reads JSON as the standard has it, and nothing else: maps, lists, texts, `Long`, `Double`, `Boolean` and null.
 *
 * @throws IllegalArgumentException for what is no JSON, and for nesting that no sender of ours writes
 */
internal fun readJson(text: String): Any? = JsonReader(text).read()

private const val MAX_LEVELS = 512
private val number = Regex("-?(?:0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+\\-]?[0-9]+)?")

private class JsonReader(private val text: String) {
  private var at = 0

  fun read(): Any? {
    val value = readValue(0)
    if (at != text.length) fail()
    return value
  }

  /** With the space around it. */
  private fun readValue(level: Int): Any? {
    if (level > MAX_LEVELS) fail()
    skipSpace()
    val value =
      when (peek()) {
        '{' -> readMembers(level)
        '[' -> readList(level)
        '"' -> readText()
        't' -> readWord("true", true)
        'f' -> readWord("false", false)
        'n' -> readWord("null", null)
        else -> readNumber()
      }
    skipSpace()
    return value
  }

  private fun readMembers(level: Int): Map<String, Any?> {
    val members = LinkedHashMap<String, Any?>()
    at++
    skipSpace()
    if (takes('}')) return members
    while (true) {
      skipSpace()
      if (peek() != '"') fail()
      val name = readText()
      skipSpace()
      if (!takes(':')) fail()
      members[name] = readValue(level + 1)
      if (takes('}')) return members
      if (!takes(',')) fail()
    }
  }

  private fun readList(level: Int): List<Any?> {
    val items = ArrayList<Any?>()
    at++
    skipSpace()
    if (takes(']')) return items
    while (true) {
      items.add(readValue(level + 1))
      if (takes(']')) return items
      if (!takes(',')) fail()
    }
  }

  private fun readText(): String {
    at++
    val read = StringBuilder()
    while (true) {
      val char = peek()
      at++
      when {
        char == '"' -> return read.toString()
        char == '\\' -> read.append(readEscape())
        char < ' ' -> fail()
        else -> read.append(char)
      }
    }
  }

  private fun readEscape(): Char {
    val char = peek()
    at++
    return when (char) {
      '"', '\\', '/' -> char
      'b' -> '\b'
      'f' -> '\u000c'
      'n' -> '\n'
      'r' -> '\r'
      't' -> '\t'
      'u' -> readUnit()
      else -> fail()
    }
  }

  private fun readUnit(): Char {
    var unit = 0
    repeat(4) {
      // Of ASCII alone: toInt(16) would take the digits of every script.
      val digit = "0123456789abcdef".indexOf(peek().let { if (it in 'A'..'F') it + 32 else it })
      if (digit < 0) fail()
      unit = unit * 16 + digit
      at++
    }
    return unit.toChar()
  }

  private fun readNumber(): Any {
    val found = number.matchAt(text, at) ?: fail()
    at = found.range.last + 1
    val (fraction, exponent) = found.destructured
    val whole = if (fraction.isEmpty() && exponent.isEmpty()) found.value.toLongOrNull() else null
    return whole ?: found.value.toDouble()
  }

  private fun <V> readWord(word: String, value: V): V {
    if (!text.startsWith(word, at)) fail()
    at += word.length
    return value
  }

  private fun skipSpace() {
    while (at < text.length && text[at] in " \t\n\r") at++
  }

  private fun takes(char: Char): Boolean {
    if (at >= text.length || text[at] != char) return false
    at++
    return true
  }

  private fun peek(): Char = if (at < text.length) text[at] else fail()

  private fun fail(): Nothing = throw IllegalArgumentException("no JSON at character $at")
}
