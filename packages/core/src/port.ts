import type { Transport } from './transport.js'

/**
 * A transport over one end of a `MessageChannel`. The port is held strongly: some engines let go of a
 * port that nobody refers to.
 */
export function portTransport(port: MessagePort): Transport {
  return {
    name: 'port',
    post: (text) => port.postMessage(text),
    start(onText, onEnd) {
      // Newer engines say when the other end is closed, reloaded or removed.
      if (onEnd) port.addEventListener('close', onEnd)
      port.onmessage = (event) => {
        // Ports are only ever taken in a hello: what is smuggled in here is closed.
        for (const extra of event.ports) extra.close()
        onText(event.data)
      }
    },
    close() {
      port.onmessage = null
      port.close()
    },
  }
}
