import { describe, expect, it } from 'vitest'
import { acceptConnect, askToConnect, type ConnectResult } from './connect.js'
import type { BridgeError } from './errors.js'
import { defaultLimits } from './limits.js'
import { createLink } from './link.js'
import { memoryTransports } from './memory.js'
import { FEATURES } from './messages.js'
import type { Transport } from './transport.js'

// Only a host honours keys.
const MINIAPP_FEATURES = ['ack', 'alive', 'batch', 'cancel', 'progress', 'hostEvents']

const result: ConnectResult = {
  session: 's1',
  host: { name: 'Host', platform: 'web' },
  features: FEATURES,
  capabilities: ['*'],
  limits: defaultLimits,
  outcomes: { ttl: 1, durable: false },
  context: { theme: 'dark' },
}

type Ended = { connected: unknown[] } | { failed: BridgeError }

function ask(transport: Transport): Promise<Ended> {
  return new Promise((resolve) => {
    askToConnect(
      createLink(transport),
      { id: 'shop' },
      {
        connected: (...connected) => resolve({ connected }),
        failed: (failed) => resolve({ failed }),
      },
    )
  })
}

/** A hand-written other side that answers each packet with the texts that `answer` gives. */
function raw(transport: Transport, answer: (packet: { m: unknown[] }) => string[]): unknown[] {
  const seen: unknown[] = []
  transport.start((text) => {
    const packet = JSON.parse(text as string) as { m: unknown[] }
    seen.push(packet)
    for (const reply of answer(packet)) transport.post(reply)
  })
  return seen
}

describe('bridge/connect', () => {
  it('settles session, features and limits on both sides', async () => {
    const [mine, theirs] = memoryTransports()
    const accepted = new Promise<unknown[]>((resolve) => {
      acceptConnect(
        createLink(theirs),
        () => result,
        (...args) => resolve(args),
        () => {},
      )
    })
    const asked = await ask(mine)
    expect(asked).toMatchObject({
      connected: [
        { id: 's1', transport: 'memory', host: { name: 'Host' }, features: FEATURES },
        { limits: defaultLimits },
        { theme: 'dark' },
      ],
    })
    expect(await accepted).toMatchObject([
      { features: MINIAPP_FEATURES },
      { protocol: 1, app: { id: 'shop' }, sdk: 'drawbridge-js' },
      { session: 's1' },
    ])
  })

  it('goes alone in the first packet', async () => {
    const [mine, theirs] = memoryTransports()
    const seen = raw(theirs, () => [
      '{"n":1,"a":1,"m":[{"jsonrpc":"2.0","id":0,"result":{"session":"s"}}]}',
    ])
    await ask(mine)
    expect(seen).toEqual([
      {
        n: 1,
        a: 0,
        m: [
          {
            jsonrpc: '2.0',
            id: 0,
            method: 'bridge/connect',
            params: {
              protocol: 1,
              app: { id: 'shop' },
              sdk: 'drawbridge-js',
              features: MINIAPP_FEATURES,
            },
          },
        ],
      },
    ])
  })

  it('takes a host that says nothing but its session, with safe readings', async () => {
    const [mine, theirs] = memoryTransports()
    raw(theirs, () => ['{"n":1,"a":1,"m":[{"jsonrpc":"2.0","id":0,"result":{"session":"s"}}]}'])
    expect(await ask(mine)).toMatchObject({
      connected: [
        {
          id: 's',
          features: [],
          capabilities: [],
          limits: defaultLimits,
          outcomes: { durable: false },
        },
        {},
        {},
      ],
    })
  })

  it('gives the error of a host that refuses', async () => {
    const [mine, theirs] = memoryTransports()
    raw(theirs, () => [
      '{"n":1,"a":1,"m":[{"jsonrpc":"2.0","id":0,"error":{"code":-32000,"message":"No","data":{"code":"PROTOCOL_MISMATCH"}}}]}',
    ])
    expect(await ask(mine)).toMatchObject({ failed: { code: 'PROTOCOL_MISMATCH', message: 'No' } })
  })

  it.each([
    ['no session', '{}'],
    ['no object', '7'],
    ['null', 'null'],
  ])('fails on an answer with %s', async (_name, answer) => {
    const [mine, theirs] = memoryTransports()
    raw(theirs, () => [`{"n":1,"a":1,"m":[{"jsonrpc":"2.0","id":0,"result":${answer}}]}`])
    expect(await ask(mine)).toMatchObject({ failed: { code: 'DISCONNECTED' } })
  })

  it('ends a link that begins with anything else', async () => {
    const [mine, theirs] = memoryTransports()
    const closed = new Promise((resolve) => {
      acceptConnect(
        createLink(mine),
        () => result,
        () => resolve('connected'),
        resolve,
      )
    })
    theirs.start(() => {})
    theirs.post(
      '{"n":1,"a":0,"m":[{"jsonrpc":"2.0","id":1,"method":"event","params":{"type":"x"}}]}',
    )
    expect(await closed).toBe('protocol')
  })

  it('refuses another protocol', async () => {
    const [mine, theirs] = memoryTransports()
    acceptConnect(
      createLink(mine),
      () => result,
      () => {
        throw new Error('must not connect')
      },
      () => {},
    )
    const texts: string[] = []
    theirs.start((text) => void texts.push(text as string))
    theirs.post(
      '{"n":1,"a":0,"m":[{"jsonrpc":"2.0","id":0,"method":"bridge/connect","params":{"protocol":2,"app":{"id":"shop"}}}]}',
    )
    await new Promise((resolve) => setTimeout(resolve))
    expect(texts[0]).toContain('PROTOCOL_MISMATCH')
    expect(texts[1]).toContain('"reason":"version"')
  })
})
