import { BridgeError } from '@drawbridge/core'
import { expect, it } from 'vitest'
import { linkedPair } from './linked-pair.js'
import { record } from './recorder.js'
import { bridgeMatchers } from './vitest.js'

expect.extend(bridgeMatchers)

const timeout = new BridgeError('TIMEOUT', 'No sign of life', { stage: 'sent', data: { n: 1 } })

/** The text of a matcher that does not hold. */
function failure(check: () => void): string {
  try {
    check()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('the matcher holds')
}

it('toBeBridgeError() compares code and details, and says what differs', async () => {
  expect(timeout).toBeBridgeError('TIMEOUT')
  expect(timeout).toBeBridgeError('TIMEOUT', { stage: 'sent', data: { n: 1 }, message: 'sign' })
  expect(timeout).not.toBeBridgeError('CANCELLED')
  await expect(Promise.reject(timeout)).rejects.toBeBridgeError('TIMEOUT')
  expect(failure(() => expect(timeout).toBeBridgeError('CANCELLED', { stage: 'queued' }))).toBe(
    'expected another BridgeError:\n  code: expected "CANCELLED", got "TIMEOUT"\n  stage: expected "queued", got "sent"\nIts text: No sign of life',
  )
  expect(failure(() => expect(new Error('plain')).toBeBridgeError('TIMEOUT'))).toBe(
    'expected a BridgeError "TIMEOUT", and this is Error: plain',
  )
  expect(failure(() => expect(timeout).not.toBeBridgeError('TIMEOUT'))).toContain('anything but')
})

it('toHaveReceived() looks at fakes and recorders, and shows what came instead', async () => {
  const { miniapp, host, app, close } = linkedPair()
  const recorder = record(app)
  host.onCustomEvent('pay', () => true)
  await miniapp.request('pay', { amount: 5 })
  expect(recorder).toHaveReceived('pay')
  expect(recorder).toHaveReceived('pay', { amount: 5 })
  expect(recorder).toHaveReceived('pay', expect.objectContaining({ amount: 5 }))
  expect(recorder).not.toHaveReceived('refund')
  expect(failure(() => expect(recorder).toHaveReceived('pay', { amount: 6 }))).toBe(
    'expected "pay" with {"amount":6}, and received \n  request "pay" {"amount":5}',
  )
  expect(failure(() => expect({ received: [] }).toHaveReceived('pay'))).toBe(
    'expected "pay", and received nothing',
  )
  expect(failure(() => expect(7).toHaveReceived('pay'))).toContain('a fake or a recorder')
  close()
})

it('toHaveSettled() lets no time pass', async () => {
  await expect(Promise.resolve(1)).toHaveSettled()
  await expect(Promise.reject(timeout)).toHaveSettled()
  await expect(new Promise(() => {})).not.toHaveSettled()
  await expect(new Promise((resolve) => void setTimeout(resolve))).not.toHaveSettled()
  await expect(expect(new Promise(() => {})).toHaveSettled()).rejects.toThrow(
    'expected a settled promise, and it is pending',
  )
})
