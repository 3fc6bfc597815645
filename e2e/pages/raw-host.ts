import { createInbox } from './inbox.js'
import { rawFeatures } from './raw-miniapp.js'
import { type RawPort, rawPort } from './raw-port.js'
import type { Stage } from './stage.js'

interface RawHello {
  readonly data: Readonly<Record<string, unknown>> & { readonly attempt: string }
  readonly origin: string
  /** How many ports it brought; the first of them is `port`. */
  readonly ports: number
  readonly port: RawPort
}

/** A host page written by hand, around a frame that plays a role. */
export interface RawHost {
  readonly frame: HTMLIFrameElement
  hello(): Promise<RawHello>
  /** How many hellos came that nobody has taken yet and that were taken. */
  hellos(): number
  knock(): void
  welcome(attempt: string, protocol?: unknown): void
  refuse(attempt: string, code: string): void
  /** Welcomes the next hello and answers `bridge/connect`. */
  connect(): Promise<RawPort>
}

export function rawHost(stage: Stage, address = stage.page('miniapp')): RawHost {
  const inbox = createInbox()
  const frame = document.createElement('iframe')
  let count = 0
  addEventListener('message', ({ source, data, origin, ports }) => {
    const [port] = ports
    if (source !== frame.contentWindow || data?.kind !== 'hello' || !port) return
    count++
    inbox.put('hello', { data, origin, ports: ports.length, port: rawPort(port) })
  })
  frame.src = address
  document.body.append(frame)

  const post = (message: object): void =>
    frame.contentWindow?.postMessage({ drawbridge: 1, ...message }, '*')
  const hello = (): Promise<RawHello> => inbox.next('hello') as Promise<RawHello>
  const host: RawHost = {
    frame,
    hello,
    hellos: () => count,
    knock: () => post({ kind: 'knock' }),
    welcome: (attempt, protocol = 1) => post({ kind: 'welcome', attempt, protocol }),
    refuse: (attempt, code) => post({ kind: 'refuse', attempt, code }),
    async connect() {
      const { data, port } = await hello()
      host.welcome(data.attempt)
      await answerConnect(port)
      return port
    },
  }
  return host
}

/** Takes `bridge/connect` and grants everything. */
export async function answerConnect(
  port: RawPort,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await port.next()
  const result = {
    session: 'raw-session',
    host: { name: 'Raw host', version: '1', platform: 'web' },
    features: rawFeatures,
    capabilities: ['*'],
    limits: { inFlight: 256, messageBytes: 4_194_304 },
    outcomes: { ttl: 1_000, durable: false },
    context: {},
  }
  port.say({ jsonrpc: '2.0', id: 0, result: { ...result, ...more } })
}
