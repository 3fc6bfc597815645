import {
  askToConnect,
  type BridgeError,
  type HandlerContext,
  type Transport,
} from '@drawbridge/core'
import { createLink } from '@drawbridge/core/link'
import { createHost } from '@drawbridge/host'
import { type Connector, createMiniapp, type Miniapp } from '@drawbridge/miniapp'

/** A bare end of a wire to a real side, for texts of any kind. */
export interface Stranger {
  /** Posts a text as it is. */
  post(text: string): void
  /** The number that the next packet has. */
  nextNumber(): number
  /** Whether the session was ended from the other side. */
  readonly isOver: boolean
  /** How many texts came. */
  readonly heard: number
  leave(): void
}

const connect = {
  jsonrpc: '2.0',
  id: 0,
  method: 'bridge/connect',
  params: {
    protocol: 1,
    app: { id: 'app' },
    features: ['ack', 'alive', 'batch', 'cancel', 'progress'],
  },
}
const connected = { jsonrpc: '2.0', id: 0, result: { session: 's', features: ['ack', 'keys'] } }

function stranger(transport: Transport, first: object): Stranger {
  let n = 1
  let heard = 0
  let isOver = false
  transport.start((text) => {
    heard++
    if (String(text).includes('"bridge/close"')) isOver = true
  })
  transport.post(JSON.stringify({ n, a: 0, m: [first] }))
  return {
    post: transport.post,
    nextNumber: () => ++n,
    get isOver() {
      return isOver
    },
    get heard() {
      return heard
    },
    leave: transport.close,
  }
}

/** A side under attack, with handlers of every kind, and a way to meet it again after each end. */
export interface Target {
  meet(open: () => [Transport, Transport]): Stranger
  close(): void
}

function addHandlers(to: {
  onCustomEvent(
    type: string,
    handler: (payload: unknown, context: HandlerContext) => unknown,
  ): unknown
}): void {
  to.onCustomEvent('ask', (payload) => payload)
  to.onCustomEvent('fail', (_payload, { expectsReply }) => {
    if (expectsReply) throw new Error('no')
  })
  to.onCustomEvent('wait', () => new Promise(() => {}))
  to.onCustomEvent('note', () => {})
}

export function attackedHost(): Target {
  const host = createHost({
    name: 'Host',
    capabilities: ['ask', 'fail', 'wait', 'note', 'appEvent'],
  })
  addHandlers(host as never)
  host.onAppEvent(() => {})
  const app = host.adopt({ appId: 'app' })
  return {
    meet(open) {
      const [mine, theirs] = open()
      app.accept(theirs, 'https://app.test')
      return stranger(mine, connect)
    },
    close: host.close,
  }
}

export function attackedMiniapp(): Target {
  let miniapp: Miniapp | undefined
  return {
    meet(open) {
      miniapp?.close()
      const [mine, theirs] = open()
      const connector: Connector = {
        name: 'stranger',
        isLikely: () => true,
        search({ app }, events) {
          const link = createLink(theirs)
          const failed = (error: BridgeError): void => events.failed(error, false)
          askToConnect(link, app, { connected: events.connected, failed })
          return { retry() {}, stop: () => link.close('closed') }
        },
      }
      miniapp = createMiniapp({ appId: 'app', connectors: [connector] })
      addHandlers(miniapp as never)
      miniapp.request('own', 1).catch(() => {})
      return stranger(mine, connected)
    },
    close: () => miniapp?.close(),
  }
}
