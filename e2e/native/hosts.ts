import { BridgeError, inNextTurn } from '@drawbridge/core'
import { memoryTransports } from '@drawbridge/core/memory'
import { createHost } from '@drawbridge/host'
import type { Driver } from './kotlin.js'
import { connectPacket } from './vectors.js'

export interface Packet {
  readonly n?: number
  readonly a: number
  readonly m: readonly Json[]
}

export type Json = { readonly [member: string]: unknown }

/** What a host said and heard, after one step. */
export interface State {
  /** Of this step alone. */
  readonly packets: readonly Packet[]
  readonly heard: readonly unknown[]
  readonly isConnected: boolean
}

/** The host of the vectors, whatever it is written in. */
export interface VectorHost {
  packet(text: string): Promise<State>
}

interface KotlinState extends State {
  readonly errors: readonly string[]
  readonly replies: readonly unknown[]
  readonly ends: readonly string[]
  readonly cancelled: readonly string[]
}

export interface KotlinHost extends VectorHost {
  packet(text: string): Promise<KotlinState>
  run(command: object): Promise<KotlinState>
}

export async function openKotlinHost(driver: Driver, limits: object = {}): Promise<KotlinHost> {
  await driver.run({ to: 'new host', limits })
  async function run(command: object): Promise<KotlinState> {
    const answer = await driver.run({ to: 'host', ...command })
    const { packets, heard, ...rest } = answer as {
      readonly packets: readonly string[]
      readonly heard: readonly string[]
    } & Omit<KotlinState, 'packets' | 'heard'>
    return {
      packets: packets.map((text) => JSON.parse(text) as Packet),
      heard: heard.map((text) => JSON.parse(text) as unknown),
      ...rest,
    }
  }
  return { run, packet: (text) => run({ do: 'in', text }) }
}

/** A Kotlin host with a session, and its miniapp's side of it. */
export async function connectKotlinHost(
  driver: Driver,
  limits: object = {},
  packet: string = connectPacket,
) {
  const host = await openKotlinHost(driver, limits)
  let sent = 1
  await host.packet(packet)
  const say = (...m: object[]) => host.packet(JSON.stringify({ n: ++sent, a: 0, m }))
  const reconnect = async (how: object = { do: 'accept' }) => {
    sent = 1
    await host.run(how)
    return host.packet(packet)
  }
  return { ...host, say, reconnect }
}

export const event = (id: number, type: string, payload: unknown, meta: object = {}): object => ({
  jsonrpc: '2.0',
  id,
  method: 'event',
  params: { type, payload, _meta: meta },
})

/** The messages of a step, whatever packets they came in. */
export const said = ({ packets }: State): readonly Json[] => packets.flatMap(({ m }) => m)

/** The same in TypeScript. */
export function openTypescriptHost(): VectorHost & { close(): void } {
  const heard: unknown[] = []
  const hear = (name: string, payload: unknown): void =>
    void heard.push([name, isWritable(payload) ? (payload ?? null) : 'unwritable'])
  const types = ['echo', 'nothing', 'note', 'decline', 'crash', 'steps', 'pay', 'members', 'hold']
  const capabilities = [...types, 'unknown', 'appEvent']
  const host = createHost({ name: 'Vectors', version: '1.0', capabilities })
  host.onCustomEvent('echo', (payload) => payload)
  host.onCustomEvent('nothing', () => undefined)
  host.onCustomEvent('note', (payload) => hear('note', payload))
  // What the handler of an event throws is for the app's own reports, not for the miniapp.
  host.onCustomEvent('decline', (_, { expectsReply }) => {
    if (expectsReply) throw new BridgeError('CARD_DECLINED', 'Declined', { data: { retry: false } })
  })
  host.onCustomEvent('crash', (_, { expectsReply }) => {
    if (expectsReply) throw new Error('the secret of the handler')
  })
  host.onCustomEvent('steps', (count, { progress }) => {
    for (let step = 1; step <= Number(count); step++) progress(step)
    return 'done'
  })
  host.onCustomEvent('pay', (payload) => {
    hear('pay', payload)
    return 'paid'
  })
  host.onCustomEvent('members', (payload) => Object.keys(payload as object))
  host.onAppEvent((event, data) => hear(event, data))
  const app = host.adopt({ appId: 'shop', context: { theme: 'dark' } })
  const [mine, theirs] = memoryTransports()
  let texts: string[] = []
  mine.start((text) => void texts.push(String(text)))
  app.accept(theirs, 'https://shop.example')
  return {
    async packet(text) {
      texts = []
      mine.post(text)
      for (let turns = 0; turns < 3; turns++)
        await new Promise<void>((resolve) => inNextTurn(resolve))
      return {
        packets: texts.map((each) => JSON.parse(each) as Packet),
        heard: [...heard],
        isConnected: app.session !== undefined,
      }
    },
    close: host.close,
  }
}

/** Whether JSON carries a value back: nothing infinite, nothing very deep. */
function isWritable(value: unknown, level = 0): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  return level < 256 && Object.values(value).every((member) => isWritable(member, level + 1))
}
