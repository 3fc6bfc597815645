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

  const connect = (limits?: object) => connectKotlinHost(driver, limits)

  it('answers RATE_LIMITED to more requests than its window holds', async () => {
    const { say } = await connect()
    const requests = Array.from({ length: 257 }, (_, index) => event(index + 1, 'hold', 'a'))
    expect(said(await say(...requests))).toMatchObject([
      { id: 257, error: { data: { code: 'RATE_LIMITED', retryable: true } } },
    ])
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
    const note = { jsonrpc: '2.0', method: 'event', params: { type: 'note' } }
    const first = await say(...Array<object>(15).fill(note))
    expect(first.heard).toHaveLength(10)
    expect((await run({ do: 'after', ms: 1_000 })).errors).toEqual(['RATE_LIMITED'])
    const flooded = await say(...Array<object>(60).fill(note))
    expect(flooded.ends).toEqual(['flood'])
    expect(said(flooded).at(-1)).toMatchObject({ method: 'bridge/close' })
  })
})
