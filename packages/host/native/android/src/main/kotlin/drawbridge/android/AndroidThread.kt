package drawbridge.android

import android.os.Handler
import android.os.Looper
import android.os.SystemClock
import drawbridge.MainThread

/** Android's main thread, the only one on which a webview may be used. */
internal class AndroidThread : MainThread {
  private val handler = Handler(Looper.getMainLooper())

  override fun now(): Long = SystemClock.uptimeMillis()

  override fun run(work: () -> Unit) {
    if (Looper.myLooper() == Looper.getMainLooper()) work() else handler.post(Runnable { work() })
  }

  override fun after(milliseconds: Long, work: () -> Unit): () -> Unit {
    val runnable = Runnable { work() }
    handler.postDelayed(runnable, milliseconds)
    return { handler.removeCallbacks(runnable) }
  }
}
