import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Playground, startPlayground } from '@drawbridge/playground'
import { buildPlayground } from '@drawbridge/playground/build'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { setUp } from './set-up.js'

const { open } = setUp()
let folder: string
let playground: Playground

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drawbridge-shop-'))
  await buildPlayground(folder)
  playground = await startPlayground({ folder })
})
afterAll(async () => {
  await playground.close()
  await rm(folder, { recursive: true, force: true })
})

/** Resolves in the page when it has an element. */
const until = `
  const until = (selector) => new Promise((resolve) => {
    const look = () => {
      const element = document.querySelector(selector)
      if (element) { observer.disconnect(); resolve(element) }
    }
    const observer = new MutationObserver(look)
    observer.observe(document, { subtree: true, childList: true, attributes: true })
    look()
  })`

it('the same build of the shop that buys from a page buys from a native app', async () => {
  const { origin } = new URL(playground.shopUrl)
  const { host, app, view } = await open({ origin })
  const orders: { id: string; amount: number; currency: string }[] = []
  host.onCustomEvent('checkout_started', (payload) => {
    const order = payload as (typeof orders)[number]
    orders.push(order)
    const { amount, currency } = order
    return { status: 'confirmed', transaction_id: 'N-1', amount, currency, time: Date.now() }
  })
  await view.load(playground.shopUrl)
  await app.connected
  const notice = await view.run(`${until}
    const add = await until('[data-product="harbour-mug"] .add')
    add.click()
    const buy = await until('button.buy:not([disabled])')
    buy.click()
    return (await until('[data-tone="good"]')).textContent`)
  expect(notice).toContain('N-1')
  expect(orders).toEqual([expect.objectContaining({ amount: 2400, currency: 'EUR' })])
})
