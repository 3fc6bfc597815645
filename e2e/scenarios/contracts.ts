import { commonEvents, defineContract, type StandardSchemaV1, type } from '@drawbridge/core'
import { createHost } from '@drawbridge/host'
import { createMiniapp } from '@drawbridge/miniapp'
import { type Outcome, outcomeOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'

/** A schema that takes its time, as one that asks a server would. */
const slowNumber: StandardSchemaV1<number, number> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    async validate(value) {
      await new Promise((resolve) => setTimeout(resolve))
      return typeof value === 'number'
        ? { value: value * 10 }
        : { issues: [{ message: 'no number' }] }
    },
  },
}

const contract = defineContract({
  ...commonEvents.entries,
  slow: { payload: slowNumber, reply: slowNumber },
  fast: { payload: type<number>(), reply: type<number>() },
})

/** Each side checks what it hears by the contract; what it says is checked over there. */
export const contracts: Scenario = {
  async host(stage) {
    const host = createHost({ name: 'Test host', contract })
    const heard: unknown[] = []
    const errors: unknown[] = []
    host.on('error', ({ code, data }) => errors.push([code, (data as { path: string }).path]))
    host.onCustomEvent('checkout_started', ({ amount }) => {
      // A reply that does not fit is noticed by the one who asked.
      const transaction_id = (amount > 100 ? amount : 'tx_1') as string
      return { transaction_id, status: 'ok' }
    })
    host.onCustomEvent('cart_updated', ({ item_count }) => void heard.push(item_count))
    host.onCustomEvent('slow', (value) => heard.push(value))
    host.onCustomEvent('fast', (value) => heard.push(value))
    host.mount(document.body, { url: stage.page('miniapp'), appId: 'shop' })
    return { miniapp: await stage.heard('miniapp'), heard, errors }
  },
  async miniapp(stage) {
    const miniapp = createMiniapp({ appId: 'shop', hostOrigins: [stage.origins.host], contract })
    const wrong = 'nine' as unknown as number
    const outcomes: Outcome[] = []
    for (const amount of [75, wrong, 200])
      outcomes.push(
        await outcomeOf(miniapp.request('checkout_started', { cart_id: 'cart', amount })),
      )
    miniapp.sendCustomEvent('cart_updated', { cart_id: 'cart', item_count: 3 })
    miniapp.sendCustomEvent('cart_updated', { cart_id: 'cart', item_count: wrong })
    // What comes after a check that takes its time waits for it.
    const slow = outcomeOf(miniapp.request('slow', 1))
    const fast = outcomeOf(miniapp.request('fast', 2))
    return { outcomes, slow: await slow, fast: await fast }
  },
}
