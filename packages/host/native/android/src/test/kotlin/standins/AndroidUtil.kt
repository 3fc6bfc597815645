package android.util

object Log {
  @JvmStatic fun w(tag: String, text: String): Int = "$tag $text".length
}
