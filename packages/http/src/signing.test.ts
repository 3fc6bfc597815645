import {
  createHmac,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
  type KeyObject,
  sign as signWithNode,
  verify as verifyWithNode,
} from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { testClock } from '../test/fakes/clock.js'
import { failureOf } from '../test/fakes/failure.js'
import {
  type Curve,
  createSigner,
  createVerifier,
  type Hash,
  type SignedRequest,
  type SigningOptions,
} from './signing.js'

const hashes: readonly Hash[] = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']
const curves: readonly Curve[] = ['P-256', 'P-384', 'P-521']
const nodeName = (hash: Hash): string => hash.replace('-', '')
const request: SignedRequest = {
  method: 'POST',
  url: 'https://bridge.example/api/v1/event-bridge/miniapp/',
  body: '{"payload":{"name":"Zoë – 茶","price":"$$5 $& {timestamp}"}}',
  clientId: 'super-app',
}
const body = Buffer.from(request.body as string)

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec: Record<Curve, { publicKey: KeyObject; privateKey: KeyObject }> = {
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
}
const privatePem = (key: KeyObject): string => String(key.export({ format: 'pem', type: 'pkcs8' }))
const publicPem = (key: KeyObject): string => String(key.export({ format: 'pem', type: 'spki' }))

async function signatureOf(options: SigningOptions): Promise<string> {
  return (await createSigner(options)(request))['X-Signature'] ?? ''
}

function verify(options: SigningOptions, signature: string): Promise<boolean> {
  const headers = new Headers({ 'X-Signature': signature })
  return createVerifier(options)({ ...request, headers }).then(({ ok }) => ok)
}

describe.each(hashes)('%s', (hash) => {
  const name = nodeName(hash)

  it.each(['base64', 'hex'] as const)("HMAC in %s is Node's own", async (encoding) => {
    const options: SigningOptions = { algorithm: 'HMAC', hash, key: 'It is a secret, é', encoding }
    const expected = createHmac(name, 'It is a secret, é').update(body).digest(encoding)
    expect(await signatureOf(options)).toBe(expected)
    expect(await verify(options, expected)).toBe(true)
    expect(await verify({ ...options, key: 'another' }, expected)).toBe(false)
  })

  it('RSA is right for Node, and Node for it', async () => {
    const options = { algorithm: 'RSA', hash } as const
    const ours = await signatureOf({ ...options, key: privatePem(rsa.privateKey) })
    const check = createVerify(name).update(body)
    expect(check.verify(rsa.publicKey, ours, 'base64')).toBe(true)
    const theirs = createSign(name).update(body).sign(rsa.privateKey, 'base64')
    expect(await verify({ ...options, key: publicPem(rsa.publicKey) }, theirs)).toBe(true)
    expect(await verify({ ...options, key: publicPem(otherRsa.publicKey) }, theirs)).toBe(false)
  })

  it.each(curves)(
    'ECDSA on %s is right for Node, and Node for it, in both forms',
    async (curve) => {
      const { publicKey, privateKey } = ec[curve]
      for (const [ecdsaFormat, dsaEncoding] of [
        ['der', 'der'],
        ['raw', 'ieee-p1363'],
      ] as const) {
        const options = { algorithm: 'ECDSA', hash, curve, ecdsaFormat } as const
        const ours = await signatureOf({ ...options, key: privatePem(privateKey) })
        const key = { key: publicKey, dsaEncoding }
        expect(verifyWithNode(name, body, key, Buffer.from(ours, 'base64'))).toBe(true)
        const theirs = signWithNode(name, body, { key: privateKey, dsaEncoding }).toString('base64')
        expect(await verify({ ...options, key: publicPem(publicKey) }, theirs)).toBe(true)
      }
    },
  )
})

describe('keys', () => {
  it('may be DER as bytes', async () => {
    const key = rsa.privateKey.export({ format: 'der', type: 'pkcs8' })
    const ours = await signatureOf({ algorithm: 'RSA', hash: 'SHA-256', key })
    const spki = rsa.publicKey.export({ format: 'der', type: 'spki' })
    expect(await verify({ algorithm: 'RSA', hash: 'SHA-256', key: spki }, ours)).toBe(true)
    expect(createPublicKey(rsa.privateKey).equals(rsa.publicKey)).toBe(true)
  })

  it.each([
    ['PKCS #1', () => rsa.privateKey.export({ format: 'pem', type: 'pkcs1' }), /openssl pkcs8/],
    ['a public key', () => publicPem(rsa.publicKey), /needed is a PRIVATE KEY/],
    ['of another kind', () => privatePem(ec['P-256'].privateKey), /not an RSA key/],
    ['no PEM', () => 'c2VjcmV0', /PEM text with "BEGIN PRIVATE KEY"/],
    [
      'encrypted',
      () =>
        rsa.privateKey.export({
          format: 'pem',
          type: 'pkcs8',
          cipher: 'aes-256-cbc',
          passphrase: 'p',
        }),
      /is encrypted/,
    ],
    ['broken', () => '-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----', /not base64/],
  ])('that are %s are refused with the way out, and not shown', async (_, makeKey, message) => {
    const key = String(makeKey())
    const sign = createSigner({ algorithm: 'RSA', hash: 'SHA-256', key })
    const error = await failureOf(sign(request))
    expect(error).toMatchObject({
      code: 'INVALID_PAYLOAD',
      message: expect.stringMatching(message),
    })
    for (const line of key.split('\n').filter((line) => /^[\w+/]{20,}/.test(line)))
      expect(error.message).not.toContain(line)
  })

  it.each(['   ', new Uint8Array()])('that are empty sign nothing', async (key) => {
    const sign = createSigner({ algorithm: 'HMAC', hash: 'SHA-256', key })
    expect(await failureOf(sign(request))).toMatchObject({ code: 'INVALID_PAYLOAD' })
  })

  it('on another curve are refused', async () => {
    const key = privatePem(ec['P-384'].privateKey)
    const sign = createSigner({ algorithm: 'ECDSA', hash: 'SHA-256', key })
    expect((await failureOf(sign(request))).message).toContain('on the curve P-256')
  })
})

describe('options', () => {
  const base = { algorithm: 'HMAC', hash: 'SHA-256', key: 'k' } as const

  it.each([
    ['algorithm', { ...base, algorithm: 'RSA-PSS' }],
    ['hash', { ...base, hash: 'MD5' }],
    ['hash', { ...base, hash: 'SHA-224' }],
    ['curve', { ...base, curve: 'secp256k1' }],
    ['encoding', { ...base, encoding: 'base32' }],
    ['ecdsaFormat', { ...base, ecdsaFormat: 'p1363' }],
    ['timespec', { ...base, timespec: 'minutes' }],
    ['key', { ...base, key: '' }],
    ['payload', { ...base, payload: '{payload}{secret}' }],
    ['payload', { ...base, payload: '{timestamp}' }],
    ['signature', { ...base, signature: 'v1' }],
    ['signature', { ...base, signature: '{signature},{signature}' }],
    ['nonceLength', { ...base, payload: '{nonce}{payload}' }],
  ])('are refused at once with a wrong %s', (field, options) => {
    expect(() => createSigner(options as SigningOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_PAYLOAD', data: { path: field } }),
    )
  })

  it('fill the template in one pass: what stands in the body is no template', async () => {
    const clock = testClock(1_700_000_000_123)
    const options: SigningOptions = {
      ...base,
      payload:
        '{request_method}|{url}|{timestamp}|{nonce}|{identity}|{client_id}|{merchant_id}|{payload}',
      nonceLength: 12,
      identity: 'me',
      merchantId: 'm1',
      timespec: 'milliseconds',
      encoding: 'hex',
      signature: 'v1={signature};',
    }
    const headers = await createSigner(options, clock)(request)
    const nonce = headers['X-Nonce'] ?? ''
    expect(nonce).toMatch(/^[\w-]{12}$/)
    const text = `POST|${request.url}|1700000000123|${nonce}|me|super-app|m1|${request.body}`
    const expected = createHmac('sha256', 'k').update(text).digest('hex')
    expect(headers).toEqual({
      'X-Signature': `v1=${expected};`,
      'X-Timestamp': '1700000000123',
      'X-Nonce': nonce,
      'X-Identity': 'me',
      'X-Client-Id': 'super-app',
      'X-Merchant-Id': 'm1',
    })
    const seen = { ...request, headers: new Headers(headers) }
    await expect(createVerifier(options, { clock })(seen)).resolves.toEqual({ ok: true, nonce })
  })

  it('name the headers, and leave some out', async () => {
    const names = { signature: 'Signature', timestamp: null, clientId: null }
    const headers = await createSigner({ ...base, headers: names })(request)
    expect(Object.keys(headers)).toEqual(['Signature'])
  })
})

describe('createVerifier()', () => {
  const clock = testClock()
  const options: SigningOptions = {
    algorithm: 'HMAC',
    hash: 'SHA-256',
    key: 'k',
    payload: '{timestamp}.{nonce}.{payload}',
    nonceLength: 8,
    signature: 'v1={signature}',
  }

  async function check(
    change: (headers: Headers) => void,
    sentAt = clock.time,
    body: string | Uint8Array = request.body,
  ) {
    const headers = new Headers(await createSigner(options, testClock(sentAt))(request))
    change(headers)
    return createVerifier(options, { clock })({ ...request, body, headers })
  }

  it('takes what was signed, as text or as bytes', async () => {
    expect(await check(() => {})).toMatchObject({ ok: true })
    expect(await check(() => {}, clock.time, new Uint8Array(body))).toMatchObject({ ok: true })
  })

  it.each([-300_000, 300_000])('takes a time that is %i ms off', async (off) => {
    expect(await check(() => {}, clock.time + off)).toMatchObject({ ok: true })
  })

  it.each([-301_000, 301_000])('refuses a time that is %i ms off', async (off) => {
    expect(await check(() => {}, clock.time + off)).toEqual({
      ok: false,
      reason: 'the timestamp is too old or too new',
    })
  })

  it.each<[string, (headers: Headers) => void]>([
    ['no signature', (headers) => headers.delete('X-Signature')],
    ['a second signature', (headers) => headers.append('X-Signature', 'v1=AAAA')],
    ['a signature that is cut', (headers) => headers.set('X-Signature', 'v1=AAAA')],
    ['a signature in another encoding', (headers) => headers.set('X-Signature', 'v1=zz==zz')],
    [
      'a signature without its prefix',
      (headers) => headers.set('X-Signature', headers.get('X-Signature')?.slice(3) ?? ''),
    ],
    [
      'a signature with another prefix',
      (headers) => headers.set('X-Signature', `v2${headers.get('X-Signature')?.slice(2)}`),
    ],
    ['another time', (headers) => headers.set('X-Timestamp', '1700000001')],
    ['a time with letters', (headers) => headers.set('X-Timestamp', '1700000000abc')],
    ['no time', (headers) => headers.delete('X-Timestamp')],
    ['another nonce', (headers) => headers.set('X-Nonce', 'another!')],
    ['no nonce', (headers) => headers.delete('X-Nonce')],
  ])('refuses %s', async (_, change) => {
    expect(await check(change)).toMatchObject({ ok: false, reason: expect.any(String) })
  })

  it.each([
    ['a time that is no number', '17e8', 'nonce123'],
    ['no nonce', '1700000000', ''],
  ])('refuses %s, rightly signed as it may be', async (_, timestamp, nonce) => {
    const text = `${timestamp}.${nonce}.${request.body}`
    const signature = createHmac('sha256', 'k').update(text).digest('base64')
    expect(
      await check((headers) => {
        headers.set('X-Timestamp', timestamp)
        headers.set('X-Nonce', nonce)
        headers.set('X-Signature', `v1=${signature}`)
      }),
    ).toMatchObject({ ok: false })
  })

  it('refuses another body', async () => {
    expect(await check(() => {}, clock.time, `${request.body} `)).toEqual({
      ok: false,
      reason: 'the signature is wrong',
    })
  })

  it('refuses an ECDSA signature in any other form than the one', async () => {
    const key = publicPem(ec['P-256'].publicKey)
    const ecdsa: SigningOptions = { algorithm: 'ECDSA', hash: 'SHA-256', key }
    const der = signWithNode('SHA256', body, ec['P-256'].privateKey)
    expect(await verify(ecdsa, der.toString('base64'))).toBe(true)
    const long = Buffer.concat([Buffer.from([0x30, 0x81]), der.subarray(1)])
    const longer = Buffer.concat([der, Buffer.from([0])])
    for (const bad of [long, longer, der.subarray(0, -1), Buffer.from([0x30]), Buffer.alloc(70)])
      expect(await verify(ecdsa, bad.toString('base64'))).toBe(false)
  })
})
