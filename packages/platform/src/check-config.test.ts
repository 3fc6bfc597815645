import { expect, it } from 'vitest'
import { checkConfig } from './check-config.js'
import { createPlatform } from './index.js'

const shop = { appId: 'shop', secretKey: 's' }
const host = { clientId: 'super-app', secretKey: 's' }
const signing = { algorithm: 'HMAC', hash: 'SHA-256', key: 'k' }

it.each<[string, unknown]>([
  ['The configuration', []],
  ['miniapp', { miniapp: [] }],
  ['miniapps', { miniapps: {} }],
  ['miniapps[0].appId', { miniapps: [{ ...shop, appId: '' }] }],
  ['miniapps[0]', { miniapps: [{ ...shop, appId: 'a:b' }] }],
  ['miniapps[1].secretKey', { miniapps: [shop, { appId: 'x', secretKey: '  ' }] }],
  ['miniapps[0].allowedAddresses', { miniapps: [{ ...shop, allowedAddresses: '10.0.0.1' }] }],
  ['miniapps[0].signing', { miniapps: [{ ...shop, signing: { ...signing, hash: 'MD5' } }] }],
  ['miniapps[0].signing', { miniapps: [{ ...shop, signing: 'HMAC' }] }],
  [
    'miniapps[0].signing.payload',
    {
      miniapps: [{ ...shop, signing: { ...signing, payload: '{nonce}{payload}', nonceLength: 9 } }],
    },
  ],
  ['miniapps[0].receiver.url', { miniapps: [{ ...shop, receiver: { url: 'http://a.example' } }] }],
  [
    'miniapps[0].receiver.enable',
    { miniapps: [{ ...shop, receiver: { url: 'https://a', enable: true } }] },
  ],
  [
    'miniapps[0].receiver.enabled',
    { miniapps: [{ ...shop, receiver: { url: 'https://a', enabled: 'no' } }] },
  ],
  ['hosts[0].clientId', { hosts: [{ secretKey: 's' }] }],
  ['hosts[0]', { hosts: [{ ...host, prefix: 'To ken' }] }],
  ['partnerships[0].clientId', { partnerships: [{ appId: 'shop' }] }],
  ['users[0].password', { users: [{ id: 'u', username: 'u' }] }],
  ['listeners[0].url', { listeners: [{ event: 'x', user: 'u' }] }],
  [
    'listeners[0].eventDataExample',
    { listeners: [{ event: 'x', user: 'u', url: 'https://a', eventDataExample: '{' }] },
  ],
  ['tokenSecret', { tokenSecret: 'short' }],
  ['admin.password', { admin: { password: '' } }],
  ['limits.bodyBytes', { limits: { bodyBytes: 0 } }],
  ['limits.bodySize', { limits: { bodySize: 1 } }],
])('names %s', (path, config) => {
  expect(() => checkConfig(config)).toThrow(
    expect.objectContaining({
      code: 'INVALID_PAYLOAD',
      message: expect.stringMatching(new RegExp(`^${path.replace(/[[\]]/g, '\\$&')}[ :]`)),
    }),
  )
})

it('takes a configuration with everything in it', () => {
  const receiver = {
    url: 'https://a.example',
    enabled: false,
    credentials: { id: 'i', secret: 's' },
  }
  const sender = { allowedAddresses: ['10.0.0.0/8', '::1'], signing, receiver }
  expect(() =>
    checkConfig({
      miniapps: [{ ...shop, ...sender }],
      hosts: [{ ...host, ...sender, prefix: 'Token' }],
      partnerships: [{ appId: 'shop', clientId: 'super-app', enabled: false }],
      users: [{ id: 'u', username: 'u', email: 'e', password: 'p' }],
      listeners: [{ event: 'x', user: 'u', flowId: 'f', url: 'https://a', eventDataExample: '{}' }],
      tokenSecret: 'x'.repeat(32),
      admin: { password: 'p' },
      limits: { bodyBytes: 1 },
    }),
  ).not.toThrow()
})

it.each(['10.0.0.0/33', 'localhost', '10.0.0'])('refuses the address %s', (range) => {
  const miniapps = [{ ...shop, allowedAddresses: [range] }]
  expect(() => createPlatform({ miniapps })).toThrow(
    expect.objectContaining({
      code: 'INVALID_PAYLOAD',
      message: expect.stringContaining('allowedAddresses of shop'),
    }),
  )
})

it('is asked again for what is added later', () => {
  const platform = createPlatform({})
  const missing = { appId: 'shop' } as never
  for (const add of [
    () => platform.setMiniapp(missing),
    () => platform.setHost(missing),
    () => platform.setPartnership(missing),
    () => platform.onAppEvent(missing, () => {}),
  ])
    expect(add).toThrow(expect.objectContaining({ code: 'INVALID_PAYLOAD' }))
})
