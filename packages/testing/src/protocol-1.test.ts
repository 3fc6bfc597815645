// Frozen: what protocol 1 puts on the wire, written down as it was read from it. A line that has to change is
// another protocol. `>` is what a miniapp posts, `<` what a host posts.
import { memoryTransports } from '@drawbridge/core/memory'
import { createHost } from '@drawbridge/host'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type LinkedPairOptions, linkedPair } from './linked-pair.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const turn = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

/** Two real sides, what they posted since the last look, and an end. */
function wire(options: LinkedPairOptions = {}) {
  const pair = linkedPair(options)
  let read = 0
  async function lines(ms = 0): Promise<string[]> {
    await turn(ms)
    const news = pair.faults.packets.slice(read)
    read = pair.faults.packets.length
    return news.map(({ from, text }) => `${from === 'miniapp' ? '>' : '<'} ${text}`)
  }
  return { ...pair, lines }
}

async function connected(options: LinkedPairOptions = {}) {
  const made = wire(options)
  await made.lines()
  return made
}

/** The one thing that differs: a random id. */
const unnamed = (line: string): string => line.replace(/"session":"[\w-]{21}"/, '"session":"…"')

it('connect', async () => {
  const { lines, close } = wire({
    miniapp: { version: '2.1' },
    host: { name: 'Host', version: '1.0', capabilities: ['ask'] },
    app: { context: { theme: 'dark' } },
  })
  expect((await lines()).map(unnamed)).toEqual([
    '> {"n":1,"a":0,"m":[{"jsonrpc":"2.0","id":0,"method":"bridge/connect","params":{"protocol":1,"app":{"id":"miniapp","version":"2.1"},"sdk":"drawbridge-js","features":["ack","alive","batch","cancel","progress","hostEvents"]}}]}',
    '< {"n":1,"a":1,"m":[{"jsonrpc":"2.0","id":0,"result":{"session":"…","host":{"name":"Host","version":"1.0","platform":"memory"},"features":["ack","alive","batch","cancel","progress","keys","hostEvents"],"capabilities":["ask"],"limits":{"inFlight":256,"messageBytes":4194304,"eventsPerSecond":1000,"eventBurst":20000,"eventBytesPerSecond":4194304,"eventBytesBurst":33554432},"outcomes":{"ttl":86400000,"durable":false},"context":{"theme":"dark"}}}]}',
  ])
  close()
})

it('event and ready, both ways, in one packet a turn', async () => {
  const { miniapp, app, lines, close } = await connected()
  miniapp.ready()
  miniapp.sendCustomEvent('note', { a: 1 })
  miniapp.sendCustomEvent('note', undefined)
  app.sendCustomEvent('news', ['x'])
  expect(await lines()).toEqual([
    '> {"n":2,"a":1,"m":[{"jsonrpc":"2.0","method":"bridge/ready","params":{}},{"jsonrpc":"2.0","method":"event","params":{"type":"note","payload":{"a":1}}},{"jsonrpc":"2.0","method":"event","params":{"type":"note","payload":null}}]}',
    '< {"n":2,"a":1,"m":[{"jsonrpc":"2.0","method":"event","params":{"type":"news","payload":["x"]}}]}',
  ])
  close()
})

it('request, progress and reply, both ways', async () => {
  const { miniapp, app, host, lines, close } = await connected()
  host.onCustomEvent('ask', async (value, { progress }) => {
    progress({ done: 0.5 })
    await null
    return value
  })
  miniapp.onCustomEvent('state', () => undefined)
  void miniapp.request('ask', { n: 1 })
  expect(await lines()).toEqual([
    '> {"n":2,"a":1,"m":[{"jsonrpc":"2.0","id":1,"method":"event","params":{"type":"ask","payload":{"n":1},"_meta":{"silence":15000}}}]}',
    '< {"n":2,"a":2,"m":[{"jsonrpc":"2.0","method":"$/progress","params":{"id":1,"value":{"done":0.5}}}]}',
    '< {"n":3,"a":2,"m":[{"jsonrpc":"2.0","id":1,"result":{"n":1}}]}',
  ])
  void app.request('state', null, { timeout: 2_000 })
  expect(await lines()).toEqual([
    '< {"n":4,"a":2,"m":[{"jsonrpc":"2.0","id":1,"method":"event","params":{"type":"state","payload":null,"_meta":{"silence":2000}}}]}',
    '> {"n":3,"a":4,"m":[{"jsonrpc":"2.0","id":1,"result":null}]}',
  ])
  close()
})

it('keyed request', async () => {
  const { miniapp, host, lines, close } = await connected()
  host.onCustomEvent('pay', () => true)
  void miniapp.request('pay', 5, { key: 'order-1', timeout: 900 })
  expect(await lines()).toEqual([
    '> {"n":2,"a":1,"m":[{"jsonrpc":"2.0","id":1,"method":"event","params":{"type":"pay","payload":5,"_meta":{"key":"order-1","silence":900}}}]}',
    '< {"n":2,"a":2,"m":[{"jsonrpc":"2.0","id":1,"result":true}]}',
  ])
  close()
})

it('error', async () => {
  const { miniapp, lines, close } = await connected({ host: { capabilities: [] } })
  void miniapp.request('pay', 1).catch(() => {})
  expect(await lines()).toEqual([
    '> {"n":2,"a":1,"m":[{"jsonrpc":"2.0","id":1,"method":"event","params":{"type":"pay","payload":1,"_meta":{"silence":15000}}}]}',
    '< {"n":2,"a":2,"m":[{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"The host does not allow \\"pay\\". Ask with requestCapabilities([\\"pay\\"])","data":{"code":"NOT_ALLOWED"}}}]}',
  ])
  close()
})

it('alive and cancel', async () => {
  const { miniapp, host, lines, close } = await connected()
  host.onCustomEvent('wait', () => new Promise(() => {}))
  const controller = new AbortController()
  miniapp.request('wait', 1, { signal: controller.signal, timeout: 300 }).catch(() => {})
  await lines()
  expect(await lines(150)).toEqual([
    '< {"n":2,"a":2,"m":[{"jsonrpc":"2.0","method":"$/alive","params":{}}]}',
  ])
  controller.abort()
  expect(await lines()).toEqual([
    '> {"n":3,"a":2,"m":[{"jsonrpc":"2.0","method":"$/cancel","params":{"id":1}}]}',
  ])
  close()
})

it('context and lifecycle', async () => {
  const { app, lines, close } = await connected()
  app.setContext({ theme: 'light' })
  app.setVisible(false)
  app.setVisible(true)
  expect(await lines()).toEqual([
    '< {"n":2,"a":1,"m":[{"jsonrpc":"2.0","method":"bridge/context","params":{"changed":{"theme":"light"}}},{"jsonrpc":"2.0","method":"bridge/lifecycle","params":{"state":"hidden","cause":"host"}},{"jsonrpc":"2.0","method":"bridge/lifecycle","params":{"state":"visible","cause":"host"}}]}',
  ])
  close()
})

it('capabilities', async () => {
  const { miniapp, app, lines, close } = await connected({
    host: { capabilities: ['ask', 'note'] },
  })
  void miniapp.requestCapabilities(['ask', 'other'])
  expect(await lines()).toEqual([
    '> {"n":2,"a":1,"m":[{"jsonrpc":"2.0","id":1,"method":"bridge/capabilities","params":{"names":["ask","other"]}}]}',
    '< {"n":2,"a":2,"m":[{"jsonrpc":"2.0","id":1,"result":{"ask":"granted","other":"unknown"}}]}',
  ])
  app.revoke(['note'])
  expect(await lines()).toEqual([
    '< {"n":3,"a":2,"m":[{"jsonrpc":"2.0","method":"bridge/capabilities","params":{"granted":["ask"]}}]}',
  ])
  close()
})

it('app event', async () => {
  const { miniapp, host, lines, close } = await connected()
  host.onAppEvent(() => {})
  void miniapp.sendAppEvent('seen', { id: 1 }, { key: 'e1' })
  void miniapp.sendAppEvent('seen', { id: 1 }, { key: 'e1' })
  expect(await lines()).toEqual([
    '> {"n":2,"a":1,"m":[{"jsonrpc":"2.0","id":1,"method":"appEvent","params":{"event":"seen","data":{"id":1},"_meta":{"key":"e1","silence":15000}}},{"jsonrpc":"2.0","id":2,"method":"appEvent","params":{"event":"seen","data":{"id":1},"_meta":{"key":"e1","silence":15000}}}]}',
    '< {"n":2,"a":2,"m":[{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","id":2,"result":{"duplicate":true}}]}',
  ])
  close()
})

it('acknowledgement, and ping where none comes', async () => {
  const { miniapp, faults, lines, close } = await connected()
  miniapp.sendCustomEvent('note', 1)
  expect(await lines(1_000)).toEqual([
    '> {"n":2,"a":1,"m":[{"jsonrpc":"2.0","method":"event","params":{"type":"note","payload":1}}]}',
    // The answer to bridge/connect is acknowledged by the event.
    '< {"a":2,"m":[]}',
  ])
  faults.silence()
  miniapp.sendCustomEvent('note', 2)
  expect(await lines(3_000)).toEqual([
    '> {"n":3,"a":1,"m":[{"jsonrpc":"2.0","method":"event","params":{"type":"note","payload":2}}]}',
    '> {"n":4,"a":1,"m":[{"jsonrpc":"2.0","id":"ping1","method":"bridge/ping","params":{}}]}',
  ])
  close()
})

it('closing and close, from the host', async () => {
  const { app, lines, close } = await connected()
  void app.close({ reason: 'user' })
  expect(await lines()).toEqual([
    '< {"n":2,"a":1,"m":[{"jsonrpc":"2.0","id":1,"method":"bridge/closing","params":{"reason":"user"}}]}',
    '> {"n":2,"a":2,"m":[{"jsonrpc":"2.0","id":1,"result":null}]}',
    '< {"n":3,"a":2,"m":[{"jsonrpc":"2.0","method":"bridge/close","params":{"reason":"unmounted"}}]}',
  ])
  close()
})

it('close, from the miniapp, and after a gap', async () => {
  const first = await connected()
  first.miniapp.close()
  expect(await first.lines()).toEqual([
    '> {"n":2,"a":1,"m":[{"jsonrpc":"2.0","method":"bridge/close","params":{"reason":"closed"}}]}',
  ])
  first.close()
  const gap = { connection: 1, from: 'miniapp', packet: 2, fault: 'drop' } as const
  const second = await connected({ faults: { at: [gap] } })
  second.miniapp.sendCustomEvent('note', 1)
  await second.lines()
  second.miniapp.sendCustomEvent('note', 2)
  expect(await second.lines()).toEqual([
    '> {"n":3,"a":1,"m":[{"jsonrpc":"2.0","method":"event","params":{"type":"note","payload":2}}]}',
    '< {"n":2,"a":1,"m":[{"jsonrpc":"2.0","method":"bridge/close","params":{"reason":"gap"}}]}',
  ])
  second.close()
})

it('a host reads what a miniapp of protocol 1 said on the day it was written down', async () => {
  const host = createHost({ name: 'Host', capabilities: ['ask', 'note', 'appEvent'] })
  const app = host.adopt({ appId: 'shop' })
  const seen: unknown[] = []
  host.onCustomEvent('ask', (value, { key }) => {
    seen.push(['ask', value, key])
    return value
  })
  host.onCustomEvent('note', (value) => void seen.push(['note', value]))
  host.onAppEvent((event, data, { key }) => void seen.push([event, data, key]))
  const [mine, theirs] = memoryTransports()
  app.accept(theirs, 'https://shop.test')
  const texts: unknown[] = []
  mine.start((text) => void texts.push(text))
  const say = async (text: string): Promise<unknown[]> => {
    mine.post(text)
    await turn()
    return texts.splice(0)
  }
  await say(
    '{"n":1,"a":0,"m":[{"jsonrpc":"2.0","id":0,"method":"bridge/connect","params":{"protocol":1,"app":{"id":"shop"},"sdk":"drawbridge-js","features":["ack","alive","batch","cancel","progress","hostEvents"]}}]}',
  )
  expect(
    await say(
      '{"n":2,"a":1,"m":[{"jsonrpc":"2.0","method":"event","params":{"type":"note","payload":{"a":1}}},{"jsonrpc":"2.0","id":1,"method":"event","params":{"type":"ask","payload":[1],"_meta":{"key":"k","silence":900}}}]}',
    ),
  ).toEqual(['{"n":2,"a":2,"m":[{"jsonrpc":"2.0","id":1,"result":[1]}]}'])
  expect(
    await say(
      '{"n":3,"a":2,"m":[{"jsonrpc":"2.0","id":2,"method":"appEvent","params":{"event":"seen","data":{},"_meta":{"key":"e","silence":15000}}}]}',
    ),
  ).toEqual(['{"n":3,"a":3,"m":[{"jsonrpc":"2.0","id":2,"result":{}}]}'])
  expect(
    await say(
      '{"n":4,"a":3,"m":[{"jsonrpc":"2.0","id":"ping","method":"bridge/ping","params":{}},{"jsonrpc":"2.0","id":3,"method":"bridge/later","params":{}}]}',
    ),
  ).toEqual([
    '{"n":4,"a":4,"m":[{"jsonrpc":"2.0","id":"ping","result":null},{"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"Unknown method \\"bridge/later\\"","data":{"code":"UNSUPPORTED"}}}]}',
  ])
  await say(
    '{"n":5,"a":4,"m":[{"jsonrpc":"2.0","method":"bridge/close","params":{"reason":"unload"}}]}',
  )
  expect(seen).toEqual([
    ['note', { a: 1 }],
    ['ask', [1], 'k'],
    ['seen', {}, 'e'],
  ])
  expect(app.status).toBe('disconnected')
  host.close()
})
