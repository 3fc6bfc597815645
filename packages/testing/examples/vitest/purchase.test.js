import { linkedPair } from '@drawbridge/testing'
import { bridgeMatchers } from '@drawbridge/testing/vitest'
import { expect, test, vi } from 'vitest'

expect.extend(bridgeMatchers)

test('a purchase is paid once, though the connection breaks', async () => {
  const { miniapp, host, faults, close } = linkedPair()
  const pay = vi.fn(() => {
    faults.cut()
    return { paid: true }
  })
  host.onCustomEvent('checkout_started', pay)
  const buy = () => miniapp.request('checkout_started', { amount: 5 }, { key: 'order-1' })
  await expect(buy()).rejects.toBeBridgeError('DISCONNECTED', { retryable: true })
  expect(await buy()).toEqual({ paid: true })
  expect(pay).toHaveBeenCalledTimes(1)
  close()
})
