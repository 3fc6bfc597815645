import { expect, it } from 'vitest'
import { authorizationHeader, isSameSecret, parseAuthorization } from './authorization.js'

it('writes and reads the pair of the documentation', () => {
  const header = authorizationHeader({ id: 'app_id', secret: 'secret_key' })
  expect(header).toBe('Basic YXBwX2lkOnNlY3JldF9rZXk=')
  expect(parseAuthorization(header, 'Basic')).toEqual({ id: 'app_id', secret: 'secret_key' })
})

it('keeps colons and letters of any language in the secret', () => {
  const given = { id: 'shop', secret: 'p:ä:茶', prefix: 'Token' }
  const header = authorizationHeader(given)
  expect(parseAuthorization(header, 'token')).toEqual({ id: 'shop', secret: 'p:ä:茶' })
})

it.each([
  { id: 'a:b', secret: 's' },
  { id: '', secret: 's' },
  { id: 'a', secret: '' },
  { id: 'a', secret: 's', prefix: 'To ken' },
])('refuses %j', (credentials) => {
  expect(() => authorizationHeader(credentials)).toThrow(
    expect.objectContaining({ code: 'INVALID_PAYLOAD' }),
  )
})

it.each([
  null,
  '',
  'Basic',
  'Token YXBwX2lkOnNlY3JldF9rZXk=',
  'Basic YXBwX2lkOnNlY3JldF9rZXk= more',
  'Basic YXBw*2lkOnNlY3JldF9rZXk=',
  'Basic YXBwX2lk',
])('reads nothing from %j', (header) => {
  expect(parseAuthorization(header, 'Basic')).toBeUndefined()
})

it('compares secrets of any length', async () => {
  await expect(isSameSecret('secret', 'secret')).resolves.toBe(true)
  for (const other of ['', 'secre', 'secrets', 'Secret'])
    await expect(isSameSecret('secret', other)).resolves.toBe(false)
})
