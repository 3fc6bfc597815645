// What the vectors do not tell of the Kotlin host: its clock, its own calls, and what it refuses to send.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectKotlinHost, event, openKotlinHost, said } from './hosts.js'
import { type Driver, kotlinHost, startKotlin } from './kotlin.js'
import { connectPacket } from './vectors.js'

describe.skipIf(kotlinHost.length === 0)('the core of the Kotlin host', () => {
  let driver: Driver
  beforeAll(() => {
    driver = startKotlin()
  })
  afterAll(() => driver.stop())

  const connect = (limits?: object, packet?: string) => connectKotlinHost(driver, limits, packet)

  it('says that it is alive while a request is held, often enough for its silence, and no longer', async () => {
    const { say, run } = await connect()
    await say(event(1, 'hold', 'a', { silence: 900 }))
    expect(said(await run({ do: 'after', ms: 299 }))).toEqual([])
    expect(said(await run({ do: 'after', ms: 1 }))).toMatchObject([{ method: '$/alive' }])
    expect(said(await run({ do: 'after', ms: 900 }))).toHaveLength(3)
    await run({ do: 'settle', name: 'a', payload: 1 })
    expect(said(await run({ do: 'after', ms: 60_000 }))).toEqual([])
  })

  it('acknowledges within a second, and after 64 packets', async () => {
    const { say, run } = await connect()
    const note = { jsonrpc: '2.0', method: 'event', params: { type: 'note' } }
    await say(note)
    expect(await run({ do: 'after', ms: 1_000 })).toMatchObject({ packets: [{ a: 2, m: [] }] })
    for (let count = 1; count < 64; count++) expect((await say(note)).packets).toEqual([])
    expect((await say(note)).packets).toEqual([{ a: 66, m: [] }])
  })

  it('ends a request whose handler uses up its budget, and tells the handler', async () => {
    const { say, run } = await connect()
    await say(event(1, 'hold', 'a', { silence: 60_000 }))
    const state = await run({ do: 'after', ms: 600_000 })
    expect(said(state).at(-1)).toMatchObject({ id: 1, error: { data: { code: 'HANDLER_FAILED' } } })
    expect(state.cancelled).toEqual(['a HANDLER_FAILED'])
    expect(said(await run({ do: 'settle', name: 'a', payload: 1 }))).toEqual([])
  })

  it('does not know what a handler did whose error cannot cross', async () => {
    const { say, run } = await connect()
    await say(event(1, 'hold', 'a'))
    expect(said(await run({ do: 'fail', name: 'a', payload: { $x: 1 } }))).toMatchObject([
      { id: 1, error: { data: { code: 'INVALID_PAYLOAD', outcome: 'unknown' } } },
    ])
  })

  it('ends its own request with a timeout of silence, which any packet breaks', async () => {
    const { say, run } = await connect()
    await run({ do: 'request', type: 'state', timeout: 5_000 })
    await run({ do: 'after', ms: 4_000 })
    await say({ jsonrpc: '2.0', method: '$/alive' })
    expect((await run({ do: 'after', ms: 4_000 })).replies).toEqual([])
    expect((await run({ do: 'after', ms: 1_000 })).replies).toEqual([{ error: 'TIMEOUT' }])
  })

  it('takes the timeout for a plain deadline where the miniapp is never alive', async () => {
    const packet = connectPacket.replace('"alive",', '')
    const { say, run } = await connect({}, packet)
    await run({ do: 'request', type: 'state', timeout: 5_000 })
    await run({ do: 'after', ms: 4_000 })
    await say({ jsonrpc: '2.0', method: 'bridge/ready' })
    expect((await run({ do: 'after', ms: 1_000 })).replies).toEqual([{ error: 'TIMEOUT' }])
  })

  it('tells the progress and the cancel of its own requests', async () => {
    const { say, run } = await connect()
    await run({ do: 'request', type: 'state' })
    const told = await say({
      ...{ jsonrpc: '2.0', method: '$/progress' },
      params: { id: 1, value: 0.5 },
    })
    expect(told.replies).toEqual([{ progress: 0.5 }])
    const cancelled = await run({ do: 'cancel' })
    expect(said(cancelled)).toMatchObject([{ method: '$/cancel', params: { id: 1 } }])
    expect(cancelled.replies).toEqual([{ progress: 0.5 }, { error: 'CANCELLED' }])
  })

  it('keeps what is said before there is a session, in order and within bounds', async () => {
    const host = await openKotlinHost(driver)
    await host.run({ do: 'send', type: 'news', payload: 1 })
    await host.run({ do: 'request', type: 'state' })
    for (let count = 2; count < 256; count++) await host.run({ do: 'send', type: 'news' })
    expect((await host.run({ do: 'send', type: 'news' })).errors).toEqual(['QUEUE_FULL'])
    const { packets } = await host.packet(connectPacket)
    // The answer to the connect leaves alone.
    expect(packets.map(({ m }) => m.length)).toEqual([1, 256])
    expect(packets[1]?.m.slice(0, 2)).toMatchObject([
      { method: 'event', params: { payload: 1 } },
      { method: 'event', id: 1 },
    ])
  })

  it('keeps what is said while a session ends for the next', async () => {
    const { say, run, reconnect } = await connect()
    await say(event(1, 'hold', 'a'))
    await run({ do: 'say on cancel', name: 'a' })
    const ended = await say({
      ...{ jsonrpc: '2.0', method: 'bridge/close' },
      params: { reason: 'unload' },
    })
    expect(ended).toMatchObject({ cancelled: ['a DISCONNECTED'], replies: [] })
    expect(said(await reconnect()).slice(1)).toMatchObject([
      { method: 'event', params: { type: 'stopped', payload: 'DISCONNECTED' } },
      { method: 'event', id: 1, params: { type: 'confirm' } },
    ])
  })

  it('ends what has left with its session, and what waits when it is unmounted', async () => {
    const { run, packet } = await connect()
    await run({ do: 'request', type: 'state' })
    const close = { jsonrpc: '2.0', method: 'bridge/close', params: { reason: 'unload' } }
    const ended = await packet(JSON.stringify({ n: 2, a: 1, m: [close] }))
    expect(ended).toMatchObject({ ends: ['unload'], replies: [{ error: 'DISCONNECTED' }] })
    await run({ do: 'request', type: 'state' })
    const { replies } = await run({ do: 'unmount' })
    expect(replies.at(-1)).toEqual({ error: 'DISCONNECTED' })
    expect((await run({ do: 'request', type: 'state' })).replies).toHaveLength(3)
  })

  it('tells the miniapp what was taken away, and refuses it from then on', async () => {
    const { say, run } = await connect()
    const told = said(await run({ do: 'revoke', type: 'pay' }))
    expect(told).toMatchObject([{ method: 'bridge/capabilities' }])
    expect(JSON.stringify(told)).not.toContain('"pay"')
    expect(said(await say(event(1, 'pay', 5)))).toMatchObject([
      { error: { data: { code: 'NOT_ALLOWED' } } },
    ])
    expect(JSON.stringify(said(await run({ do: 'grant', type: 'pay' })))).toContain('"pay"')
    expect(said(await say(event(2, 'pay', 5)))).toMatchObject([{ result: 'paid' }])
  })

  it('tells the miniapp whether it is seen', async () => {
    const { run } = await connect()
    expect(said(await run({ do: 'visible', payload: false }))).toMatchObject([
      { method: 'bridge/lifecycle', params: { state: 'hidden', cause: 'host' } },
    ])
  })

  it.each([
    [{ type: '', payload: 1 }, 'type must be a text of 1 to 256 characters'],
    [{ type: '*', payload: 1 }, 'name one'],
    [{ type: 'news', payload: { $x: 1 } }, 'payload.$x is a reserved key'],
    [{ type: 'news', payload: [{ a: { ['__proto__']: 1 } }] }, 'payload[0].a.__proto__'],
  ])('refuses to send %j', async (command, message) => {
    const { run } = await connect()
    await expect(run({ do: 'send', ...command })).rejects.toMatchObject({
      code: 'INVALID_PAYLOAD',
      message: expect.stringContaining(message),
    })
  })

  it.each([
    [[], 'origins is empty'],
    [['https://shop.example/'], 'Write "https://shop.example"'],
    [['HTTPS://shop.example:443'], 'Write "https://shop.example"'],
    [['https://*.shop.example'], 'Write scheme, host and port'],
    // The Kelvin sign is a k to whoever ignores the case of letters.
    [['https://\u212Aelvin.example'], 'Write scheme, host and port'],
  ])('says what to write instead of %j', async (list, message) => {
    await expect(driver.run({ to: 'origins', list })).rejects.toMatchObject({
      code: 'ORIGIN_NOT_ALLOWED',
      message: expect.stringContaining(message),
    })
  })

  it.each(['[1,]', '01', "'x'", '{"a":1,}', '"\\u12"', '"\\u٠٠٠٠"', '"\n"', '[', '1 2', 'NaN', ''])(
    'does not take %j for JSON',
    async (text) => {
      await expect(driver.run({ to: 'read', text })).rejects.toMatchObject({ code: 'ILLEGAL' })
    },
  )

  it('reads JSON of 512 levels, and drops what is deeper without an end to the app', async () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
    const { packet } = await connect()
    expect((await packet(nested(100_000))).errors).toEqual(['INVALID_MESSAGE'])
    await driver.run({ to: 'read', text: nested(512) })
    await expect(driver.run({ to: 'read', text: nested(600) })).rejects.toMatchObject({
      code: 'ILLEGAL',
    })
  })
})
