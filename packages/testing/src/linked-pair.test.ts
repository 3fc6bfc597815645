import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { linkedPair } from './index.js'

describe('linkedPair()', () => {
  it('does what its README shows', async () => {
    const { miniapp, host, close } = linkedPair()
    host.onCustomEvent('add', (numbers) => (numbers as number[]).reduce((a, b) => a + b))
    expect(await miniapp.request('add', [1, 2])).toBe(3)
    close()
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    expect(readme).toContain(
      "host.onCustomEvent('add', (numbers) => (numbers as number[]).reduce((a, b) => a + b))",
    )
  })

  it('finds itself again after a planned cut, and gives a keyed request its one answer', async () => {
    const pair = linkedPair({
      faults: { at: [{ connection: 1, from: 'host', packet: 2, fault: 'cut' }] },
    })
    let runs = 0
    pair.host.onCustomEvent('pay', () => ++runs)
    await pair.miniapp.connected
    const first = pair.miniapp.request('pay', null, { key: 'k' })
    await expect(first).rejects.toMatchObject({ code: 'DISCONNECTED', retryable: true })
    expect(await pair.miniapp.request('pay', null, { key: 'k' })).toBe(1)
    expect(runs).toBe(1)
    pair.close()
  })

  it('meets the same faults with the same plan', async () => {
    const play = async (seed: number): Promise<unknown[]> => {
      const { miniapp, host, faults, close } = linkedPair({
        faults: { seed, rates: { duplicate: 0.5 } },
      })
      host.onCustomEvent('echo', (payload) => payload)
      for (let n = 0; n < 30; n++) await miniapp.request('echo', n)
      const fates = faults.packets.map((packet) => packet.faults.join())
      close()
      return fates
    }
    const fates = await play(1)
    expect(fates).toContain('duplicate')
    expect(await play(1)).toEqual(fates)
    expect(await play(2)).not.toEqual(fates)
  })

  it('gives a reloaded miniapp another session with the same host', async () => {
    const pair = linkedPair()
    const { id } = await pair.miniapp.connected
    const next = await pair.reload().connected
    expect(next.id).not.toBe(id)
    expect(next.host.name).toBe('Test host')
    pair.close()
    expect([pair.miniapp.status, pair.app.status]).toEqual(['closed', 'unmounted'])
  })
})
