import { describe, expect, it } from 'vitest'
import { setUp } from './set-up.js'

const { open, url, origins } = setUp()

describe('a miniapp in a WebKit webview', () => {
  it('connects by the script that is injected at document start', async () => {
    const { app, view, documents } = await open()
    await view.load(url('/shop'))
    expect(await app.connected).toMatchObject({
      app: { id: 'shop', version: '1.2.3' },
      origin: origins().here,
      transport: 'native',
    })
    expect(documents).toEqual([{ origin: origins().here, injection: 'start' }])
    expect(await view.run('return (await miniapp.connected).host')).toEqual({
      name: 'Native app',
      platform: 'ios',
    })
  })

  it('asks and answers both ways, and tells events in order', async () => {
    const { host, app, view } = await open()
    const told: unknown[] = []
    host.onCustomEvent('add', (payload) => (payload as number[]).reduce((a, b) => a + b, 0))
    host.onCustomEvent('told', (payload) => void told.push(payload))
    await view.load(url('/shop'))
    expect(await view.run('return await miniapp.request("add", [1, 2, 3])')).toBe(6)
    const payload = {
      text: '</script><!-- \u2028 "quoted" `$x` \\ 😀 \ud83d',
      list: [null, 1.5, true],
    }
    expect(await app.request('echo', payload)).toEqual(payload)
    await view.run('for (let i = 0; i < 100; i++) miniapp.sendCustomEvent("told", i)')
    await view.run('return await miniapp.request("add", [])')
    expect(told).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  it('begins another session after a reload, and after its web process was killed', async () => {
    const { app, view, documents } = await open()
    await view.load(url('/shop'))
    const first = await app.connected
    await view.reload()
    const second = await app.connected
    expect(second.id).not.toBe(first.id)
    const ended = new Promise<void>((resolve) => {
      app.on('status', (status) => status === 'disconnected' && resolve())
    })
    // Its end is awaited from the start: it may come before the kill is confirmed.
    const failed = expect(app.request('echo', 1)).rejects.toMatchObject({ code: 'DISCONNECTED' })
    await view.kill()
    await ended
    await failed
    await view.load(url('/shop'))
    expect(await app.request('echo', 2)).toBe(2)
    expect(documents).toHaveLength(3)
  })

  it('carries ten thousand messages each way at once, in order', async () => {
    const { host, app, view } = await open()
    const told: unknown[] = []
    host.onCustomEvent('told', (payload) => void told.push(payload))
    host.onCustomEvent('done', () => told.length)
    await view.load(url('/shop'))
    await app.connected
    const count = 10_000
    for (let i = 0; i < count; i++) app.sendCustomEvent('news', i)
    const heard = await view.run(`
      for (let i = 0; i < ${count}; i++) {
        miniapp.sendCustomEvent('told', i)
        if (i % 200 === 0) await null
      }
      return miniapp.request('done', null)`)
    expect(heard).toBe(count)
    const expected = Array.from({ length: count }, (_, i) => i)
    expect(told).toEqual(expected)
    expect(await view.run('return heard')).toEqual(expected)
  })

  it('connects again when it comes back from the history', async () => {
    const { app, view } = await open()
    await view.load(url('/shop'))
    await app.connected
    await view.run('window.mark = "the same document"')
    await view.load(url('/plain'))
    expect(app.status).toBe('disconnected')
    await view.back()
    await app.connected
    expect(await view.run('return window.mark')).toBe('the same document')
    expect(await app.request('echo', 'again')).toBe('again')
  })
})
