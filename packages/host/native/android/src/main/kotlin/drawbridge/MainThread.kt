package drawbridge

/** The one thread that everything of a bridge runs on, and its time. */
interface MainThread {
  /** Milliseconds that never jump back. */
  fun now(): Long
  /** Runs [work] at once where this is that thread already, else soon on it. */
  fun run(work: () -> Unit)
  /** Runs [work] after so many milliseconds, unless the function that this returns is called before. */
  fun after(milliseconds: Long, work: () -> Unit): () -> Unit
}
