package android.app

import android.content.Context
import android.os.Bundle
import android.webkit.WebView

open class Activity : Context() {
  protected open fun onCreate(state: Bundle?) {}

  fun setContentView(view: WebView) {
    content = view
  }

  var content: WebView? = null
    private set
}
