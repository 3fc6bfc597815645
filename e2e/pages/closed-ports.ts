/** Counts the ports that this page closes from now on: the browser tells neither end of a channel. */
export function countClosedPorts(): () => number {
  let count = 0
  const { close } = MessagePort.prototype
  MessagePort.prototype.close = function (this: MessagePort) {
    count++
    close.call(this)
  }
  return () => count
}
