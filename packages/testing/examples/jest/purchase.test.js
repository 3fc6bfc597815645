import { linkedPair } from '@drawbridge/testing'
import { bridgeMatchers } from '@drawbridge/testing/vitest'
import { expect, jest, test } from '@jest/globals'

// The matchers fit everything that has `expect.extend`.
expect.extend(bridgeMatchers)

test('a purchase is paid once, though the connection breaks', async () => {
  const { miniapp, host, faults, close } = linkedPair()
  const pay = jest.fn(() => {
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

test('a dead host is noticed, in fake time', async () => {
  // The wire is made of microtasks, which Jest would fake too.
  jest.useFakeTimers({ doNotFake: ['queueMicrotask'] })
  const { miniapp, faults, close } = linkedPair()
  await miniapp.connected
  faults.silence()
  const reply = miniapp.request('checkout_started', { amount: 5 }).catch((error) => error)
  await jest.advanceTimersByTimeAsync(16_000)
  expect(await reply).toBeBridgeError('TIMEOUT', { stage: 'sent' })
  close()
  jest.useRealTimers()
})
