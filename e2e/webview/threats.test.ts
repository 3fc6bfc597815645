import { iosScript } from '@drawbridge/host/native'
import { expect, it } from 'vitest'
import { framedShop, INVALID_OF_A_FRAME, intruderPage, spyPage } from './hostile-pages.js'
import { setUp } from './set-up.js'

const { open, url } = setUp((url) => ({
  '/framed': framedShop(url('/intruder', 'there')),
  '/intruder': intruderPage,
  '/spy': spyPage,
}))

it('threat 10: frames of every kind call the handler, and none is taken for the miniapp', async () => {
  const { host, app, view, documents, refused } = await open()
  const told: unknown[] = []
  host.onCustomEvent('told', (payload) => void told.push(payload))
  await view.load(url('/framed'))
  const { id } = await app.connected
  await view.run('addFrames()')
  expect(await view.run('return await reported')).toEqual(
    Array(4).fill({ said: 8, port: 'undefined' }),
  )
  await view.run('miniapp.sendCustomEvent("told", "by the miniapp")')
  expect(await app.request('echo', 1)).toBe(1)
  expect(told).toEqual(['by the miniapp'])
  expect(app.session?.id).toBe(id)
  expect(documents).toHaveLength(1)
  // All of it has reached the host.
  const invalid = refused.filter((code) => code === 'INVALID_MESSAGE')
  expect(invalid).toHaveLength(4 * INVALID_OF_A_FRAME)
})

it('threat 10: a script that is injected into every frame does nothing below the main one', async () => {
  const { app, view, documents } = await open({ isInjected: false })
  await view.inject(iosScript, 'all')
  await view.load(url('/framed'))
  await app.connected
  await view.run('addFrames()')
  expect(await view.run('return await reported')).toEqual(
    Array(4).fill({ said: 8, port: 'undefined' }),
  )
  expect(documents).toHaveLength(1)
})

it('threat 11: an answer that is evaluated after a navigation shows the next page nothing', async () => {
  const { host, view, scripts } = await open()
  host.onCustomEvent('balance', () => 'a secret')
  await view.load(url('/shop'))
  await view.run('return await miniapp.request("balance", null)')
  const late = scripts.filter((script) => script.includes('a secret'))
  expect(late).toHaveLength(1)
  // It is the page of somebody else, then one of the same origin.
  for (const at of ['there', 'here'] as const) {
    await view.load(url('/spy', at))
    for (const script of late) view.fire(script)
    expect(await view.run('return seen')).toBe('')
  }
})

it('threat 11: a page that our script was not injected into is not handed anything either', async () => {
  const { host, app, view, scripts } = await open({ isInjected: false })
  host.onCustomEvent('balance', () => 'a secret')
  await view.load(url('/shop'))
  await view.evaluate(iosScript)
  await app.connected
  await view.run('return await miniapp.request("balance", null)')
  const late = scripts.filter((script) => script.includes('a secret'))
  await view.load(url('/spy', 'there'))
  // This time the page has a `drawbridge` of its own.
  await view.run('window.drawbridge = spied')
  for (const script of late) view.fire(script)
  expect(await view.run('return seen')).toBe('')
})

it('threat 26: two webviews share neither cookies nor storage', async () => {
  const first = await open()
  const second = await open()
  const read = 'return [document.cookie, localStorage.getItem("state")]'
  for (const { view } of [first, second]) await view.load(url('/plain'))
  await first.view.run('document.cookie = "session=1"; localStorage.setItem("state", "mine")')
  expect(await first.view.run(read)).toEqual(['session=1', 'mine'])
  expect(await second.view.run(read)).toEqual(['', null])
})
