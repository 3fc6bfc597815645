import { iosScript } from '@drawbridge/host/native'
import { expect, it } from 'vitest'
import { setUp } from './set-up.js'

const {
  open,
  url,
  view: openView,
} = setUp(() => ({
  '/early':
    '<!doctype html><script>window.before = window.drawbridge</script><script src="/native.js"></script>',
}))

it('a script that is injected late, even after NO_HOST, gets a session for new calls', async () => {
  const { host, view, documents } = await open({ isInjected: false })
  host.onCustomEvent('double', (payload) => Number(payload) * 2)
  await view.load(url('/shop?connectTimeout=50'))
  expect(await view.run('return await miniapp.connected.catch((error) => error.code)')).toBe(
    'NO_HOST',
  )
  await view.run('window.session = new Promise((resolve) => miniapp.on("session", resolve))')
  await view.evaluate(iosScript)
  expect(await view.run('return (await session).transport')).toBe('native')
  expect(await view.run('return await miniapp.request("double", 2)')).toBe(4)
  expect(documents).toMatchObject([{ injection: 'late' }])
})

it('a script of the page that runs at once finds the port, and connects', async () => {
  const { app, view } = await open()
  await view.load(url('/early'))
  await app.connected
  expect(await view.run('return window.before === window.drawbridge')).toBe(true)
})

it('installing twice is harmless', async () => {
  const { app, view, documents, refused } = await open()
  await view.inject(iosScript, 'main')
  await view.load(url('/shop'))
  const { id } = await app.connected
  await view.run('window.first = window.drawbridge')
  await view.evaluate(iosScript)
  // Nor does it matter that somebody says what a script says when it arrives.
  await view.run('dispatchEvent(new Event("drawbridge"))')
  expect(await view.run('return window.first === window.drawbridge')).toBe(true)
  expect(await app.request('echo', 1)).toBe(1)
  expect(app.session?.id).toBe(id)
  expect(documents).toHaveLength(1)
  expect(refused).toEqual([])
})

it('the port cannot be replaced, changed or deleted', async () => {
  const { app, view } = await open()
  await view.load(url('/shop'))
  await app.connected
  expect(
    await view.run(`
      const port = window.drawbridge
      const { receive } = port
      for (const attempt of [
        () => { window.drawbridge = {} },
        () => { delete window.drawbridge },
        () => Object.defineProperty(window, 'drawbridge', { value: {} }),
        () => { port.receive = () => {} },
        () => { window.webkit = {} },
      ]) try { attempt() } catch {}
      return [window.drawbridge === port, port.receive === receive]`),
  ).toEqual([true, true])
  // The page has replaced what the script had found.
  expect(await app.request('echo', 1)).toBe(1)
})

it('handlers of another bridge are waited for, and not taken for ours', async () => {
  const told: (string | null)[] = []
  const view = openView({ message: (text) => void told.push(text) })
  await view.handler('other')
  await view.inject(
    'window.ReactNativeWebView = { postMessage: (text) => webkit.messageHandlers.other.postMessage(text) }',
    'main',
  )
  await view.load(url('/shop?connectTimeout=50'))
  expect(await view.run('return await miniapp.connected.catch((error) => error.code)')).toBe(
    'NO_HOST',
  )
  expect(await view.run('return diagnose().candidates')).toEqual([
    expect.objectContaining({ name: 'web' }),
    { name: 'native', why: 'there are signs of it, and it did not answer' },
  ])
  expect(told).toEqual([])
})

it('a plain webview has no sign of a bridge', async () => {
  const view = openView({})
  await view.load(url('/shop'))
  expect(await view.run('return await miniapp.connected.catch((error) => error.code)')).toBe(
    'NO_HOST',
  )
  expect(await view.run('return diagnose().candidates')).toContainEqual({
    name: 'native',
    why: 'no sign of it',
  })
})

it('diagnose() says that the native app is the host', async () => {
  const { view } = await open()
  await view.load(url('/shop'))
  await view.run('await miniapp.connected')
  expect(await view.run('return diagnose().candidates')).toEqual([
    { name: 'web', why: 'not needed: another host was found' },
    { name: 'native', why: 'the native app around this page is the host' },
  ])
})
