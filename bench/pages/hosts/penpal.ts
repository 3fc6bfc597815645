import { connect, WindowMessenger } from 'penpal'
import { insertFrame } from '../handshake.js'
import { type HostHalf, idleHandlers, never } from '../sides.js'

export const penpalHost: HostHalf = (service, handlers) => ({
  mount(url) {
    const iframe = insertFrame(url)
    if (!iframe.contentWindow) throw new Error('The frame has no window')
    const messenger = new WindowMessenger({
      remoteWindow: iframe.contentWindow,
      allowedOrigins: [new URL(url).origin],
    })
    const { promise, destroy } = connect<{ echo(payload: unknown): unknown }>({
      messenger,
      methods: { ...service, never, ...idleHandlers(handlers) },
    })
    return {
      ask: async (payload) => (await promise).echo(payload),
      remove() {
        destroy()
        iframe.remove()
      },
    }
  },
})
