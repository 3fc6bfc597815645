import { expect, test } from 'vitest'
import { pathOf, plain, signed } from '../test/deliveries.js'
import { checkDefinition } from './index.js'
import { providers } from './providers.js'

/** `plain` with one place changed: `undefined` takes it away. */
function changed(base: object, path: string, value: unknown): unknown {
  const copy = structuredClone(base) as Record<string, unknown>
  const names = path.split('.')
  const last = names.pop() as string
  let node = copy
  for (const name of names) node = (node[name] ??= {}) as Record<string, unknown>
  if (value === undefined) delete node[last]
  else node[last] = value
  return copy
}

test.each([undefined, null, 5, 'x', [], {}])('%j is no definition', (value) => {
  expect(() => checkDefinition(value)).toThrow('The webhook definition is wrong at')
})

test.each<[string, unknown, string?]>([
  ['eventExtraction', undefined],
  ['eventExtraction', {}, 'eventExtraction.path'],
  ['eventExtraction.path', '$.a[*]'],
  ['eventExtraction.path', '$..a'],
  ['eventExtraction.path', ''],
  ['eventExtraction.source', 'cookie'],
  ['eventExtraction', { source: 'header', path: 'X Event' }, 'eventExtraction.path'],
  ['eventExtraction.compositeStrategy', { parts: [] }, 'eventExtraction.compositeStrategy.parts'],
  [
    'eventExtraction.compositeStrategy',
    { parts: [{ path: 'a' }, {}] },
    'eventExtraction.compositeStrategy.parts.1',
  ],
  [
    'eventExtraction.compositeStrategy',
    { parts: [{ path: '$.a[1:2]' }] },
    'eventExtraction.compositeStrategy.parts.0.path',
  ],
  ['eventExtraction.fallback', { source: 'body' }, 'eventExtraction.fallback.path'],
  ['eventExtraction.fallback', { source: 'body', path: '$[' }, 'eventExtraction.fallback.path'],
  ['eventExtraction.map', { a: '' }, 'eventExtraction.map.a'],
  ['eventExtraction.pathh', '$.a'],
  ['verification', undefined],
  ['verification', null],
  ['verification.type', 'hmac-md5'],
  ['verification', { type: 'header-token', secretKey: 'a' }, 'verification.headerName'],
  [
    'verification',
    { type: 'header-token', headerName: 'a b', secretKey: 'a' },
    'verification.headerName',
  ],
  ['verification', { type: 'none', headerName: 'a' }, 'verification.headerName'],
  ['transactionId.path', '$.a[?@.b]'],
  ['transactionId.paths', ['$.b'], 'transactionId.path'],
  ['transactionId', { paths: [] }, 'transactionId.paths'],
  ['transactionId', { paths: ['$.a', '$.*'] }, 'transactionId.paths.1.path'],
  ['transactionId.fallback', 'random'],
  ['transactionId.mode', 'all'],
  ['transactionId.overrides', { b: { path: '$.*' } }, 'transactionId.overrides.b.path'],
  ['challengeResponse', {}, 'challengeResponse'],
  ['challengeResponse', { identifyField: 'type' }, 'challengeResponse'],
  ['challengeResponse', { get: { challengeParam: 'a', tokenParam: 'b' } }, 'challengeResponse.get'],
  ['customerExtraction', {}, 'customerExtraction.mapping'],
  ['customerExtraction', { mapping: { fullName: 'a' } }, 'customerExtraction.mapping.fullName'],
  ['customerExtraction', { mapping: { code: '$.a,b' } }, 'customerExtraction.mapping.code'],
  ['customerExtraction', { basePath: '$.', mapping: {} }, 'customerExtraction.basePath'],
  ['response.statusCode', 404],
  ['response.statusCode', 199],
  ['response.statusCode', '200'],
  ['tenant', { source: 'body', path: '$.*' }, 'tenant.path'],
  ['formField', ''],
  ['retryHorizon', -1],
  ['enabled', 'yes'],
  ['webhook', {}],
])('%s as %j is refused with its path', (path, value, at = path) => {
  expect(pathOf(() => checkDefinition(changed(plain, path, value)))).toBe(at)
})

test.each<[string, unknown, string?]>([
  ['verification.headerName', undefined],
  ['verification.secretKey', undefined],
  ['verification.secretKey', ''],
  ['verification.pairs', [{ headerName: 'a', secretKey: 'b' }], 'verification.secretKey'],
  ['verification.encoding', 'base64url'],
  ['verification.signedPayload', '{timestamp}'],
  ['verification.signedPayload', '{body}{timestamp}', 'verification.timestamp'],
  ['verification.signedPayload', '{body}{id}', 'verification.idHeader'],
  ['verification.signedPayload', '{body}{url}'],
  ['verification.timestamp', { field: 't' }, 'verification.timestamp.field'],
  ['verification.timestamp', { headerName: 'a', tolerance: 0 }, 'verification.timestamp.tolerance'],
  ['verification.timestamp', { headerName: 'a', format: 'iso' }, 'verification.timestamp.format'],
  ['verification.secretEncoding', 'hex'],
  ['verification.signature', {}, 'verification.signature.separator'],
])('with a signature, %s as %j is refused with its path', (path, value, at = path) => {
  expect(pathOf(() => checkDefinition(changed(signed, path, value)))).toBe(at)
})

test('a refusal names the field and says what to write, never what is there', () => {
  const secret = changed(signed, 'verification.secretKey', { value: 'hunter2' })
  expect(() => checkDefinition(secret)).toThrow('not the secret')
  expect(() => checkDefinition(secret)).not.toThrow('hunter2')
  expect(() => checkDefinition(changed(plain, 'response.statusCode', 404))).toThrow(
    'The webhook definition is wrong at response.statusCode',
  )
})

test('definitions that ship are right, and survive JSON', () => {
  for (const definition of Object.values(providers))
    expect(checkDefinition(JSON.parse(JSON.stringify(definition)))).toEqual(definition)
})
