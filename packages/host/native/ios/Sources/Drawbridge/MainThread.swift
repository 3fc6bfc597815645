import Foundation

/// The one thread that everything of a bridge runs on, and its time.
protocol BridgeThread: AnyObject {
  /// Milliseconds that never jump back.
  func now() -> Int
  /// Runs `work` at once where this is that thread already, else soon on it.
  func run(_ work: @escaping () -> Void)
  /// Runs `work` after so many milliseconds, unless the function that this returns is called before.
  func after(_ milliseconds: Int, _ work: @escaping () -> Void) -> () -> Void
}

/// The main thread, the only one on which a webview may be used.
final class MainThread: BridgeThread {
  func now() -> Int { Int(ProcessInfo.processInfo.systemUptime * 1_000) }

  func run(_ work: @escaping () -> Void) {
    if Thread.isMainThread { work() } else { DispatchQueue.main.async(execute: work) }
  }

  func after(_ milliseconds: Int, _ work: @escaping () -> Void) -> () -> Void {
    let item = DispatchWorkItem(block: work)
    DispatchQueue.main.asyncAfter(deadline: .now() + .milliseconds(milliseconds), execute: item)
    return { item.cancel() }
  }
}
