import { BridgeError } from '@drawbridge/core'
import { describe, expect, it } from 'vitest'
import { fromErrorBody, isErrorBody, toErrorBody } from './errors.js'

describe('an error of a Boxo host', () => {
  it.each([
    // The published web host, its lost text, and what native hosts are known to send.
    ['client_error', { error_reason: 'No stock' }, 'HANDLER_FAILED', 'No stock'],
    [
      'client_error',
      { error_reason: 'Unknown error', error_description: 'Sold out' },
      'HANDLER_FAILED',
      'Sold out',
    ],
    ['client_error', { error_reason: 'Unknown error' }, 'HANDLER_FAILED', 'Unknown error'],
    ['api_error', { error_msg: 'Bad request' }, 'HANDLER_FAILED', 'Bad request'],
    ['auth_error', { error_description: ['No user', 'Retry'] }, 'UNAUTHORIZED', 'No user'],
    ['custom_error', undefined, 'custom_error', 'The host answered with an error: custom_error'],
    ['error', 'Camera denied', 'error', 'Camera denied'],
    ['', undefined, 'HANDLER_FAILED', 'The host answered with an error: HANDLER_FAILED'],
    ['constructor', undefined, 'constructor', 'The host answered with an error: constructor'],
  ])('%j %j becomes %s: %s', (error_type, error_data, code, message) => {
    const body = { error_type, ...(error_data !== undefined && { error_data }) }
    expect(isErrorBody(body)).toBe(true)
    expect(fromErrorBody(body)).toMatchObject({ code, message, data: body })
  })

  it('is one by the key alone', () => {
    expect(isErrorBody({ error_type: undefined })).toBe(true)
    expect(isErrorBody({ error_data: {} })).toBe(false)
  })

  it('of ours comes back with its code and text', () => {
    const body = toErrorBody(new BridgeError('OUT_OF_STOCK', 'Out of stock', { data: { left: 0 } }))
    expect(fromErrorBody(body)).toMatchObject({ code: 'OUT_OF_STOCK', message: 'Out of stock' })
  })

  it('of ours has the number that published readers know', () => {
    const number = (code: string): unknown =>
      (toErrorBody(new BridgeError(code, 'x')).error_data as { error_code: number }).error_code
    expect(
      ['INVALID_PAYLOAD', 'NOT_ALLOWED', 'NO_HANDLER', 'OWN', 'constructor'].map(number),
    ).toEqual([400, 401, 404, 500, 500])
  })
})
