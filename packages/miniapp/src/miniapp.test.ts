import {
  BridgeError,
  type Connector,
  type ConnectorEvents,
  defaultLimits,
  type Session,
} from '@drawbridge/core'
import { createLink, type Link } from '@drawbridge/core/link'
import { memoryTransports } from '@drawbridge/core/memory'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createMiniapp } from './index.js'

/** There are signs of a host, and nothing ever answers. */
const silent: Connector = {
  name: 'silent',
  isLikely: () => true,
  search: () => ({ retry() {}, stop() {} }),
}

describe('createMiniapp() without a page', () => {
  it('gives up when a connector of its own finds nothing', async () => {
    const miniapp = createMiniapp({ appId: 'shop', connectors: [silent], connectTimeout: 10 })
    await expect(miniapp.connected).rejects.toMatchObject({ code: 'NO_HOST' })
    expect(miniapp.status).toBe('unavailable')
    miniapp.close()
  })

  it('looks for a host on and on, later each time, also after it has given up', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const tries: number[] = []
    const booting: Connector = {
      ...silent,
      search(_options, events) {
        const retry = (): void => {
          tries.push(Date.now())
          const error = new BridgeError('DISCONNECTED', 'The host is starting')
          queueMicrotask(() => events.failed(error, false))
        }
        retry()
        return { retry, stop() {} }
      },
    }
    const miniapp = createMiniapp({ appId: 'shop', connectors: [booting] })
    await vi.advanceTimersByTimeAsync(12_000)
    expect(miniapp.status).toBe('unavailable')
    await vi.advanceTimersByTimeAsync(5 * 60_000)
    miniapp.close()
    const pauses = tries.slice(1).map((at, n) => at - (tries[n] ?? 0))
    expect(pauses.slice(0, 4)).toEqual([250, 500, 1_000, 2_000])
    expect(pauses.slice(-2)).toEqual([30_000, 30_000])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes no app event once it was closed', async () => {
    const miniapp = createMiniapp({ appId: 'shop', connectors: [silent] })
    const receipt = await miniapp.sendAppEvent('opened', null)
    miniapp.close()
    await expect(receipt.delivered).rejects.toMatchObject({ code: 'DISCONNECTED' })
    await expect(miniapp.sendAppEvent('opened', null)).rejects.toMatchObject({
      code: 'DISCONNECTED',
    })
  })
})

describe('a fallback', () => {
  const session = (transport: string): Session => ({
    id: transport,
    transport,
    host: { name: transport, platform: 'test' },
    features: [],
    capabilities: [],
    limits: defaultLimits,
    outcomes: { ttl: 0, durable: false },
  })
  const connect = ({ connected }: ConnectorEvents, name: string): Link => {
    const link = createLink(memoryTransports()[0])
    connected(session(name), { link, features: [], limits: defaultLimits }, {})
    return link
  }

  it('stands in until a host comes, which takes over', async () => {
    let hostEvents: ConnectorEvents | undefined
    let stops = 0
    const late: Connector = {
      ...silent,
      search(_options, events) {
        hostEvents = events
        return { retry() {}, stop() {} }
      },
    }
    const fallback: Connector = {
      ...silent,
      search(_options, events) {
        const link = connect(events, 'fallback')
        return {
          retry() {},
          stop() {
            stops++
            link.close('lost')
          },
        }
      },
    }
    const miniapp = createMiniapp({ appId: 'a', connectors: [late], fallback, connectTimeout: 10 })
    expect((await miniapp.connected).id).toBe('fallback')
    const asked = miniapp.request('ask', null)
    await null
    connect(hostEvents as ConnectorEvents, 'host')
    expect((await miniapp.connected).id).toBe('host')
    expect([stops, miniapp.status]).toEqual([1, 'connected'])
    await expect(asked).rejects.toMatchObject({ code: 'DISCONNECTED', stage: 'sent' })
    miniapp.close()
    expect(stops).toBe(1)
  })

  it.each(['ORIGIN_NOT_ALLOWED', 'NOT_ALLOWED'])('is no way round %s', async (code) => {
    let searches = 0
    const refused: Connector = {
      ...silent,
      search(_options, events) {
        queueMicrotask(() => events.failed(new BridgeError(code, 'no'), true))
        return { retry() {}, stop() {} }
      },
    }
    const fallback: Connector = {
      ...silent,
      search() {
        searches++
        return { retry() {}, stop() {} }
      },
    }
    const miniapp = createMiniapp({ appId: 'a', connectors: [refused], fallback })
    await expect(miniapp.connected).rejects.toMatchObject({ code })
    expect([searches, miniapp.status]).toEqual([0, 'unavailable'])
    miniapp.close()
  })
})
