import { install, type NativeHandler } from './install.js'

// A WKScriptMessageHandler named `drawbridge`, in the page's content world.
install(
  (window as { webkit?: { messageHandlers?: { drawbridge?: NativeHandler } } }).webkit
    ?.messageHandlers?.drawbridge,
)
