import { createEndpoint, type Endpoint, type Message, portEndpoint } from '../endpoint.js'
import { mountBare, onFrameMessage } from '../handshake.js'
import type { HostHalf, MountedFrame } from '../sides.js'

/** A bare port: one post for each message. */
export const portHost: HostHalf = overPort(false)
/** The same with one post for each turn. */
export const batchHost: HostHalf = overPort(true)

function overPort(isBatched: boolean): HostHalf {
  return (service) => ({
    mount: (url) =>
      mountEndpoint((connected) => {
        let endpoint: Endpoint | undefined
        const { remove } = mountBare(url, ([port]) => {
          if (port) endpoint = portEndpoint(port, isBatched, service, connected)
        })
        return { endpoint: () => endpoint, remove }
      }),
  })
}

/** Bare window messages, with the checks that they need. */
export const windowHost: HostHalf = (service) => ({
  mount: (url) =>
    mountEndpoint((connected) => {
      const { iframe, remove } = mountBare(url, () => {})
      const { origin } = new URL(url)
      const post = (message: Message): void => iframe.contentWindow?.postMessage(message, origin)
      const endpoint = createEndpoint(post, service, connected)
      const off = onFrameMessage(iframe, ({ data }) => {
        if (Array.isArray(data)) endpoint.receive(data as unknown as Message)
      })
      return {
        endpoint: () => endpoint,
        remove() {
          off()
          remove()
        },
      }
    }),
})

/** A frame that is asked once its page has connected. */
function mountEndpoint(
  mount: (connected: () => void) => { endpoint(): Endpoint | undefined; remove(): void },
): MountedFrame {
  let mounted: ReturnType<typeof mount> | undefined
  const connected = new Promise<void>((resolve) => {
    mounted = mount(resolve)
  })
  return {
    async ask(payload) {
      await connected
      return mounted?.endpoint()?.side.ask(payload)
    },
    remove: () => mounted?.remove(),
  }
}
