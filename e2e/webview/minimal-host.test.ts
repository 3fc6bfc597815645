import { iosScript } from '@drawbridge/host/native'
import { expect, it } from 'vitest'
import { createMinimalHost, type MinimalHost } from './minimal-host.js'
import type { View } from './native-app.js'
import { setUp } from './set-up.js'

const { url, view: openView } = setUp()

async function open(
  answer: (type: string | undefined, payload: unknown) => unknown,
): Promise<{ view: View; host: MinimalHost }> {
  const view = openView({
    message: (text) => host.message(text),
    committed: () => host.committed(),
  })
  const host = createMinimalHost(view.fire, answer)
  await view.handler('drawbridge')
  await view.inject(iosScript, 'main')
  await view.load(url('/shop'))
  await view.run('await miniapp.connected')
  return { view, host }
}

it('a host of the least kind is one: it answers, and hears and tells events', async () => {
  const { view, host } = await open((_type, payload) => payload)
  expect(await view.run('return await miniapp.request("echo", { a: [1] })')).toEqual({ a: [1] })
  await view.run('for (const n of [1, 2, 3]) miniapp.sendCustomEvent("told", n)')
  host.send('news', 'hello')
  expect(await view.run('return heard')).toEqual(['hello'])
  expect(host.events).toEqual([1, 2, 3])
  await view.reload()
  expect(await view.run('return await miniapp.request("echo", "again")')).toBe('again')
})

it('its miniapp says openly what it cannot do', async () => {
  const { view } = await open((_type, payload) => payload)
  expect(await view.run('return miniapp.session')).toMatchObject({
    id: 'only one',
    host: { name: 'unknown', platform: 'unknown' },
    features: [],
    outcomes: { ttl: 0, durable: false },
  })
  const features = ['ack', 'alive', 'batch', 'cancel', 'progress', 'keys', 'hostEvents']
  expect(
    await view.run(`return ${JSON.stringify(features)}.filter((name) => miniapp.supports(name))`),
  ).toEqual([])
  expect(
    await view.run(`
      const { delivered } = await miniapp.sendAppEvent('seen', 1)
      const calls = [delivered, miniapp.requestCapabilities(['echo'])]
      return (await Promise.allSettled(calls)).map(({ reason }) => reason?.code)`),
  ).toEqual(['UNSUPPORTED', 'UNSUPPORTED'])
})

it('its miniapp sends one message a packet, and neither acknowledges, pings nor cancels', async () => {
  const { view, host } = await open((type, payload) => (type === 'hang' ? undefined : payload))
  const before = host.packets.length
  expect(
    await view.run(`
      const abort = new AbortController()
      const hanging = miniapp.request('hang', 1, { signal: abort.signal })
      const progress = []
      const replies = [1, 2, 3].map((n) =>
        miniapp.request('echo', n, { onProgress: (value) => progress.push(value) }))
      await Promise.all(replies)
      abort.abort()
      const { code, outcome } = await hanging.catch((error) => error)
      return [code, outcome, progress]`),
  ).toEqual(['CANCELLED', 'unknown', []])
  // Longer than an acknowledgement or a ping would take: a request that ends by its time comes after them.
  expect(
    await view.run(`
      const { code, retryable } = await miniapp.request('hang', 1, { key: 'k', timeout: 3500 }).catch((error) => error)
      return [code, retryable]`),
  ).toEqual(['TIMEOUT', false])
  expect(host.packets.slice(before).map(({ m }) => m.map(({ method }) => method))).toEqual(
    Array(5).fill(['event']),
  )
})
