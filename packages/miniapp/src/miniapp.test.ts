import type { Connector } from '@drawbridge/core'
import { describe, expect, it } from 'vitest'
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
