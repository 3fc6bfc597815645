import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkedPair } from '@drawbridge/testing'

test('a purchase is paid once, though the connection breaks', async () => {
  const { miniapp, host, faults, close } = linkedPair()
  let payments = 0
  host.onCustomEvent('checkout_started', async () => {
    payments++
    faults.cut()
    return { paid: true }
  })
  const buy = () => miniapp.request('checkout_started', { amount: 5 }, { key: 'order-1' })
  await assert.rejects(buy(), { code: 'DISCONNECTED', retryable: true })
  assert.deepEqual(await buy(), { paid: true })
  assert.equal(payments, 1)
  close()
})
