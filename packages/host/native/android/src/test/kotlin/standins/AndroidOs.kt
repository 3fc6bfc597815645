// Stand-ins for the classes of Android that the Android layer uses, as their documentation describes them: they show that
// it compiles and what it calls on which thread. They are no Android.
package android.os

import java.util.LinkedList

class Bundle

class Looper private constructor() {
  companion object {
    private val main = Looper()
    private val mainThread = Thread.currentThread()

    @JvmStatic fun getMainLooper(): Looper = main

    @JvmStatic fun myLooper(): Looper? = if (Thread.currentThread() === mainThread) main else null
  }
}

@Suppress("UNUSED_PARAMETER")
class Handler(looper: Looper) {
  fun post(work: Runnable): Boolean = synchronized(posted) { posted.add(work) }

  fun postDelayed(work: Runnable, milliseconds: Long): Boolean =
    synchronized(delayed) { delayed.add(SystemClock.uptimeMillis() + milliseconds to work) }

  fun removeCallbacks(work: Runnable) {
    synchronized(delayed) { delayed.removeAll { it.second === work } }
  }

  companion object {
    private val posted = LinkedList<Runnable>()
    private val delayed = ArrayList<Pair<Long, Runnable>>()

    /** What the main thread does between two turns of a test. */
    fun drain() {
      while (true) (synchronized(posted) { posted.poll() } ?: return).run()
    }
  }
}

object SystemClock {
  @JvmStatic fun uptimeMillis(): Long = System.nanoTime() / 1_000_000
}
