// What the Kotlin host takes of a miniapp that keeps to no limit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectKotlinHost, event, said } from './hosts.js'
import { type Driver, kotlinHost, startKotlin } from './kotlin.js'

describe.skipIf(kotlinHost.length === 0)('a limit of the Kotlin host', () => {
  let driver: Driver
  beforeAll(() => {
    driver = startKotlin()
  })
  afterAll(() => driver.stop())

  const note = { jsonrpc: '2.0', method: 'event', params: { type: 'note' } }
  const connect = (limits?: object) => connectKotlinHost(driver, limits)

  it('answers RATE_LIMITED to more requests than its window holds', async () => {
    const { say } = await connect()
    const requests = Array.from({ length: 257 }, (_, index) => event(index + 1, 'hold', 'a'))
    expect(said(await say(...requests))).toMatchObject([
      { id: 257, error: { data: { code: 'RATE_LIMITED', retryable: true } } },
    ])
  })

  it('has to be over 0', async () => {
    for (const bad of [0, -1])
      await expect(connect({ eventBurst: bad })).rejects.toMatchObject({
        code: 'INVALID_PAYLOAD',
        message: `limits.eventBurst must be a number over 0, not ${bad}`,
      })
  })

  it('of requests holds for those that are answered in the turn in which they come', async () => {
    const { say } = await connect()
    const requests = Array.from({ length: 512 }, (_, index) => event(index + 1, 'echo', 1))
    const answers = said(await say(...requests))
    expect(answers.filter(({ result }) => result === 1)).toHaveLength(256)
    expect(JSON.stringify(answers).match(/RATE_LIMITED/g)).toHaveLength(256)
    // What has left makes room.
    expect(said(await say(event(513, 'echo', 1)))).toMatchObject([{ result: 1 }])
  })

  it('ends a miniapp that asks on and on for what is refused at once', async () => {
    const { say } = await connect({ eventBurst: 10 })
    const requests = Array.from({ length: 400 }, (_, index) => event(index + 1, 'denied', 1))
    expect(await say(...requests)).toMatchObject({ ends: ['flood'], isConnected: false })
  })

  it('counts a request with the id of another one', async () => {
    const { say } = await connect({ eventBurst: 10 })
    const { errors } = await say(...Array.from({ length: 30 }, () => event(1, 'echo', 1)))
    expect(errors).toEqual(Array(10).fill('INVALID_MESSAGE'))
  })

  it('answers TOO_LARGE without reading, to a text over the limit', async () => {
    const { say } = await connect({ messageBytes: 1_000 })
    expect(said(await say(event(1, 'nothing', 'x'.repeat(264_000))))).toMatchObject([
      { id: 1, error: { data: { code: 'TOO_LARGE' } } },
    ])
    expect(said(await say(event(2, 'echo', 'x'.repeat(2_000))))).toMatchObject([
      { id: 2, error: { data: { code: 'TOO_LARGE', outcome: 'unknown' } } },
    ])
  })

  it('drops and reports what is over the limit of events, and ends a flood', async () => {
    const { say, run } = await connect({ eventBurst: 10 })
    const first = await say(...Array<object>(15).fill(note))
    expect(first.heard).toHaveLength(10)
    expect((await run({ do: 'after', ms: 1_000 })).errors).toEqual(['RATE_LIMITED'])
    const flooded = await say(...Array<object>(60).fill(note))
    expect(flooded.ends).toEqual(['flood'])
    expect(said(flooded).at(-1)).toMatchObject({ method: 'bridge/close' })
  })

  it('of events holds over sessions', async () => {
    const { say, reconnect } = await connect({ eventBurst: 10 })
    for (let session = 0; session < 3; session++) {
      await say(...Array<object>(10).fill(note))
      await reconnect()
    }
    expect((await say()).heard).toHaveLength(10)
  })

  it('unmounts a miniapp that comes back after a flood and floods again', async () => {
    const { say, reconnect } = await connect({ eventBurst: 10 })
    await say(...Array<object>(60).fill(note))
    expect(await reconnect()).toMatchObject({ isConnected: true })
    const again = await say(...Array<object>(60).fill(note))
    // Each time what was dropped, and the flood.
    expect(again).toMatchObject({
      heard: Array(20).fill(['note', null]),
      ends: ['flood', 'flood'],
      errors: Array(4).fill('RATE_LIMITED'),
    })
    expect(await reconnect()).toMatchObject({ isConnected: false, packets: [] })
  })
})
