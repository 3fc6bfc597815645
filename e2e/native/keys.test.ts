// Keys in the Kotlin host: joined runs, and what is left of a run over sessions and mounts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectKotlinHost, event, said } from './hosts.js'
import { type Driver, kotlinHost, startKotlin } from './kotlin.js'

describe.skipIf(kotlinHost.length === 0)('a key in the Kotlin host', () => {
  let driver: Driver
  beforeAll(() => {
    driver = startKotlin()
  })
  afterAll(() => driver.stop())

  const cancel = (id: number): object => ({ jsonrpc: '2.0', method: '$/cancel', params: { id } })
  const connect = () => connectKotlinHost(driver)

  it('cancels a run when nobody waits for it any more', async () => {
    const { say } = await connect()
    await say(event(1, 'hold', 'a', { key: 'k' }), event(2, 'hold', 'a', { key: 'k' }))
    expect((await say(cancel(1))).cancelled).toEqual([])
    expect((await say(cancel(2))).cancelled).toEqual(['a CANCELLED'])
  })

  it('frees the key of a run that was cancelled and failed', async () => {
    const { say, run } = await connect()
    await say(event(1, 'hold', 'a', { key: 'k' }))
    await say(cancel(1))
    await run({ do: 'fail', name: 'a' })
    // It runs again, instead of giving the error of the run before.
    expect(said(await say(event(2, 'hold', 'a', { key: 'k' })))).toEqual([])
    expect(said(await run({ do: 'settle', name: 'a', payload: 7 }))).toMatchObject([
      { id: 2, result: 7 },
    ])
  })

  it('of a cancelled run that tidies up starts another when that has failed, with whatever payload', async () => {
    const { say, run } = await connect()
    await say(event(1, 'hold', 'a', { key: 'k' }))
    await say(cancel(1))
    await say(event(2, 'hold', 'b', { key: 'k' }))
    expect(said(await say(event(3, 'hold', 'c', { key: 'k' })))).toEqual([])
    await say(cancel(2))
    expect(said(await run({ do: 'fail', name: 'a' }))).toEqual([])
    expect(said(await run({ do: 'settle', name: 'c', payload: 7 }))).toMatchObject([
      { id: 3, result: 7 },
    ])
  })

  it('of a cancelled run that succeeds all the same gives its outcome', async () => {
    const { say, run } = await connect()
    await say(event(1, 'hold', 'a', { key: 'k' }))
    await say(cancel(1))
    await say(event(2, 'hold', 'a', { key: 'k' }), event(3, 'hold', 'b', { key: 'k' }))
    expect(said(await run({ do: 'settle', name: 'a', payload: 7 }))).toMatchObject([
      { id: 2, result: 7 },
      { id: 3, error: { data: { code: 'KEY_REUSED' } } },
    ])
  })

  it('keeps a keyed run over a lost session, and gives its outcome to the next', async () => {
    const { say, run, reconnect } = await connect()
    await say(event(1, 'hold', 'a', { key: 'k' }), event(2, 'hold', 'b'))
    await reconnect()
    expect(await run({})).toMatchObject({ ends: ['replaced'], cancelled: ['b DISCONNECTED'] })
    await say(event(1, 'hold', 'a', { key: 'k' }))
    expect(said(await run({ do: 'settle', name: 'a', payload: 'paid' }))).toMatchObject([
      { id: 1, result: 'paid' },
    ])
    expect(said(await say(event(2, 'hold', 'a', { key: 'k' })))).toMatchObject([
      { id: 2, result: 'paid' },
    ])
  })

  it('runs once, though the miniapp is mounted again', async () => {
    const { say, reconnect } = await connect()
    await say(event(1, 'pay', 5, { key: 'k' }))
    await reconnect({ do: 'remount' })
    const again = await say(event(1, 'pay', 5, { key: 'k' }))
    expect(said(again)).toMatchObject([{ id: 1, result: 'paid' }])
    expect(again.heard).toEqual([['pay', 5]])
  })

  it('has the outcome of a run that outlived its mount', async () => {
    const { say, run, reconnect } = await connect()
    await say(event(1, 'hold', 'a', { key: 'k' }))
    await reconnect({ do: 'remount' })
    await run({ do: 'settle', name: 'a', payload: 'paid' })
    expect(said(await say(event(1, 'hold', 'a', { key: 'k' })))).toMatchObject([
      { id: 1, result: 'paid' },
    ])
  })

  it('of an app event that its taker wants to see again is free', async () => {
    const { say } = await connect()
    const params = { event: 'again', data: 1, _meta: { key: 'k' } }
    const send = (id: number) => say({ jsonrpc: '2.0', id, method: 'appEvent', params })
    expect(said(await send(1))).toMatchObject([{ error: { data: { code: 'BUSY' } } }])
    expect((await send(2)).heard).toEqual([
      ['again', 1],
      ['again', 1],
    ])
  })

  it('is of one miniapp: another one on the same origin has its own run', async () => {
    const { say, reconnect } = await connect()
    await say(event(1, 'pay', 5, { key: 'k' }))
    await reconnect({ do: 'remount', appId: 'books' })
    const other = await say(event(1, 'pay', 6, { key: 'k' }))
    expect(said(other)).toMatchObject([{ id: 1, result: 'paid' }])
    expect(other.heard).toEqual([
      ['pay', 5],
      ['pay', 6],
    ])
  })
})
