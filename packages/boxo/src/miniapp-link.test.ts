import { createHandlers, createPeer, defaultLimits, type Peer } from '@drawbridge/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Channel } from './channel.js'
import { createCorrelation } from './correlation.js'
import { boxoMethods } from './methods.js'
import { createMiniappLink } from './miniapp-link.js'
import { type Body, hostEnvelope, readHostEnvelope, readNativeDetail } from './wire.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A real peer over the link, and the host's end by hand. */
function join(platform: Channel['platform'] = 'web', methods = Object.keys(boxoMethods)) {
  const sent: [string, Body][] = []
  const channel: Channel = {
    platform,
    send: (method, params) => void sent.push([method, params]),
    has: () => undefined,
  }
  const correlation = createCorrelation(1)
  const link = createMiniappLink(channel, correlation, new Set(methods))
  const handlers = createHandlers()
  const late: unknown[] = []
  const peer: Peer = createPeer({
    handlers,
    limits: defaultLimits,
    error() {},
    lateReply: (reply) => void late.push(reply),
    ended() {},
  })
  peer.attach({ link, features: ['hostEvents'], limits: defaultLimits })
  const say = (message: unknown): void => {
    const word = platform === 'web' ? readHostEnvelope(message) : readNativeDetail(message)
    if (word && !correlation.settle(word)) link.hear(word)
  }
  return { peer, handlers, sent, say, link, late }
}

describe('a reply to a custom event', () => {
  it('stands flat in a web host', async () => {
    const { peer, say, sent } = join()
    const reply = peer.request('price', { of: 'tea' })
    expect(sent).toEqual([
      ['AppBoxoWebAppCustomEvent', { type: 'price', payload: { of: 'tea' }, request_id: 1 }],
    ])
    say(hostEnvelope('AppBoxoWebAppCustomEvent', { payload: 3 }, 1))
    expect(await reply).toEqual({ payload: 3 })
  })

  it('stands under payload in a native host', async () => {
    const { peer, say } = join('ios')
    const replies = [peer.request('price', {}), peer.request('price', {})]
    const type = 'AppBoxoWebAppCustomEvent'
    say({ type, data: { request_id: 1, type: 'price', payload: { ok: true } } })
    say({ type, data: { request_id: 2, type: 'price' } })
    expect(await Promise.all(replies)).toEqual([{ ok: true }, null])
  })

  it('with the key error_type is an error, whatever else it holds', async () => {
    const { peer, say } = join('ios')
    const reply = peer.request('price', {})
    const data = { request_id: 1, type: 'price', error_type: 'no_stock', payload: { left: 0 } }
    say({ type: 'AppBoxoWebAppCustomEvent', data })
    await expect(reply).rejects.toMatchObject({ code: 'no_stock', data: { payload: { left: 0 } } })
  })
})

describe('the answer of a method', () => {
  it('is the same in both kinds of host', async () => {
    const data = { payload: { token: 't' }, request_id: 1 }
    const web = join()
    const ios = join('ios')
    const replies = [web, ios].map(({ peer }) => peer.request('AppBoxoWebAppLogin', {}))
    web.say(hostEnvelope('AppBoxoWebAppLogin', data, 1))
    ios.say({ type: 'AppBoxoWebAppLogin', data })
    expect(await Promise.all(replies)).toEqual([
      { payload: { token: 't' } },
      { payload: { token: 't' } },
    ])
  })
})

describe('what a host says by itself', () => {
  it('is an event of the type that it names, or of the method', () => {
    const { handlers, say } = join()
    const heard: unknown[] = []
    handlers.add('*', (type, payload) => void heard.push([type, payload]))
    say(hostEnvelope('AppBoxoWebAppCustomEvent', { type: 'news', payload: [1] }))
    say(hostEnvelope('AppBoxoWebAppCustomEvent', { type: 'bare', request_id: 0 }))
    say(hostEnvelope('AppBoxoWebAppTabBarItemClick', { tabId: 2 }))
    // The answer to nothing, as it comes to a page after a reload.
    say(hostEnvelope('AppBoxoWebAppStorageClear', { result: true }, 77))
    say(hostEnvelope('AppBoxoWebAppCustomEvent', { type: 7 }))
    say({ type: 'webpackHotUpdate', data: 'x' })
    expect(heard).toEqual([
      ['news', [1]],
      ['bare', null],
      ['AppBoxoWebAppTabBarItemClick', { tabId: 2 }],
    ])
  })
})

it('a theme stands beside the name of its message, in both kinds of host', () => {
  const theme = { type: 'appboxo-theme-change', theme: 'dark' }
  const word = { method: 'appboxo-theme-change', data: { theme: 'dark' }, id: undefined }
  expect([readHostEnvelope(theme), readNativeDetail(theme)]).toEqual([word, word])
})

describe('time', () => {
  it('a person has ten minutes for an answer, a machine fifteen seconds, unless the caller says so', async () => {
    const { peer } = join()
    const ended: string[] = []
    const end = (what: string) => () => void ended.push(what)
    peer.request('AppBoxoWebAppLogin', {}).catch(end('person'))
    peer.request('AppBoxoWebAppStorageClear', {}).catch(end('machine'))
    peer.request('AppBoxoWebAppLogin', {}, { timeout: 1_000 }).catch(end('caller'))
    await vi.advanceTimersByTimeAsync(3_000)
    expect(ended).toEqual(['caller'])
    await vi.advanceTimersByTimeAsync(15_000)
    expect(ended).toEqual(['caller', 'machine'])
    await vi.advanceTimersByTimeAsync(580_000)
    expect(ended).toEqual(['caller', 'machine'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(ended).toEqual(['caller', 'machine', 'person'])
  })

  it('an answer after that is a late reply', async () => {
    const { peer, say, late } = join()
    const ended = peer.request('price', {}, { timeout: 1_000 }).catch(({ code }) => code)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await ended).toBe('TIMEOUT')
    say(hostEnvelope('AppBoxoWebAppCustomEvent', { price: 3 }, 1))
    expect(late).toEqual([{ type: 'price', key: undefined, result: { price: 3 } }])
  })
})

describe('after the end', () => {
  it('nothing is said and nothing is heard', async () => {
    const { peer, handlers, sent, say } = join()
    const heard: unknown[] = []
    handlers.add('news', (payload) => void heard.push(payload))
    const asked = peer.request('price', {}).catch(({ code }) => code)
    peer.end('closed')
    expect(await asked).toBe('DISCONNECTED')
    say(hostEnvelope('AppBoxoWebAppCustomEvent', { type: 'news', payload: 1 }))
    expect(heard).toEqual([])
    expect(sent).toHaveLength(1)
  })
})
