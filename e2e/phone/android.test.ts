import { androidScript } from '@drawbridge/host/native'
import { describe, expect, it } from 'vitest'
import { INVALID_OF_A_FRAME } from '../webview/hostile-pages.js'
import { type AndroidView, openAndroidView, type Shape } from './android-view.js'
import { setUpPhone } from './set-up-phone.js'

const { page: openPage, url, origin } = setUpPhone()

describe.each<Shape>(['listener', 'interface'])('a phone with the %s shape', (shape) => {
  const open = async (isInjected?: boolean): Promise<AndroidView> =>
    openAndroidView(await openPage(), shape, origin(), isInjected)

  it('connects, asks and answers both ways, and tells events in order', async () => {
    const { host, app, page, documents } = await open()
    const told: unknown[] = []
    host.onCustomEvent('told', (payload) => void told.push(payload))
    host.onCustomEvent('count', () => told.length)
    await page.goto(url('/shop'))
    await app.connected
    expect(documents).toEqual([{ origin: origin(), injection: 'start' }])
    expect(await page.evaluate('navigator.userAgent')).toContain('Android')
    expect(await app.request('echo', { text: '</script>\u2028' })).toEqual({
      text: '</script>\u2028',
    })
    const count = await page.evaluate(`{
      for (let i = 0; i < 1000; i++) miniapp.sendCustomEvent('told', i)
      miniapp.request('count', null)
    }`)
    expect(count).toBe(1_000)
    expect(told).toEqual(Array.from({ length: 1_000 }, (_, i) => i))
    host.close()
  })

  it('begins another session after a reload', async () => {
    const { host, app, page, documents } = await open()
    await page.goto(url('/shop'))
    const first = await app.connected
    const ended = new Promise<void>((resolve) =>
      app.on('status', (status) => status === 'disconnected' && resolve()),
    )
    await page.reload()
    await ended
    expect((await app.connected).id).not.toBe(first.id)
    expect(await app.request('echo', 1)).toBe(1)
    expect(documents).toHaveLength(2)
    host.close()
  })

  it('takes no frame for the miniapp', async () => {
    const { host, app, page, documents, refused } = await open()
    const told: unknown[] = []
    host.onCustomEvent('told', (payload) => void told.push(payload))
    await page.goto(url('/framed'))
    const { id } = await app.connected
    await page.evaluate('addFrames()')
    expect(await page.evaluate('reported')).toEqual(Array(4).fill({ said: 8, port: 'undefined' }))
    await page.evaluate('miniapp.sendCustomEvent("told", "by the miniapp")')
    expect(await app.request('echo', 1)).toBe(1)
    expect(told).toEqual(['by the miniapp'])
    expect(app.session?.id).toBe(id)
    expect(documents).toHaveLength(1)
    // The listener tells frames apart before anything is read.
    const code = shape === 'listener' ? 'NOT_ALLOWED' : 'INVALID_MESSAGE'
    const each = shape === 'listener' ? 8 : INVALID_OF_A_FRAME
    expect(refused.filter((refusal) => refusal === code)).toHaveLength(4 * each)
    host.close()
  })

  it('takes a script that is injected late, and says so', async () => {
    const { host, app, page, documents } = await open(false)
    await page.goto(url('/shop'))
    await page.evaluate(androidScript)
    await app.connected
    expect(documents).toEqual([{ origin: origin(), injection: 'late' }])
    expect(await app.request('echo', 1)).toBe(1)
    host.close()
  })
})
