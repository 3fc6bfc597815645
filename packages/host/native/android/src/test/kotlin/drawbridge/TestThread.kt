package drawbridge

/** A thread whose time goes on only when it is told. */
internal class TestThread : MainThread {
  private class Later(val at: Long, val work: () -> Unit)

  private var time = 0L
  private val later = ArrayList<Later>()

  override fun now(): Long = time

  override fun run(work: () -> Unit) = work()

  override fun after(milliseconds: Long, work: () -> Unit): () -> Unit {
    val entry = Later(time + milliseconds, work)
    later.add(entry)
    return { later.remove(entry) }
  }

  fun advance(milliseconds: Long) {
    val end = time + milliseconds
    while (true) {
      val next = later.filter { it.at <= end }.minByOrNull { it.at } ?: break
      later.remove(next)
      time = next.at
      next.work()
    }
    time = end
  }
}
