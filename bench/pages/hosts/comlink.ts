import { expose, wrap } from 'comlink'
import { mountBare } from '../handshake.js'
import { type HostHalf, idleHandlers, never } from '../sides.js'

/** Comlink has no handshake of its own: it gets a port for each direction from the bare one. */
export const comlinkHost: HostHalf = (service, handlers) => {
  const methods = { ...service, never, ...idleHandlers(handlers) }
  return {
    mount(url) {
      let remove = (): void => {}
      const frame = new Promise<{ echo(payload: unknown): unknown }>((resolve) => {
        ;({ remove } = mountBare(url, ([own, theirs]) => {
          if (!own || !theirs) return
          expose(methods, own)
          // A remote object looks like a promise to whoever resolves with it.
          const remote = wrap<{ echo(payload: unknown): unknown }>(theirs)
          resolve({ echo: (payload) => remote.echo(payload) })
        }))
      })
      return { ask: async (payload) => (await frame).echo(payload), remove: () => remove() }
    },
  }
}
