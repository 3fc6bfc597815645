import { install, type NativeHandler } from './install.js'

// A WebMessageListener whose object is named `drawbridgeNative`, or an interface of that name.
install((window as { drawbridgeNative?: NativeHandler }).drawbridgeNative)
