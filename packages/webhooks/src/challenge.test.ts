import { describe, expect, test } from 'vitest'
import { bench, plain, postJson, signed } from '../test/deliveries.js'

describe('challenge', () => {
  const challengeResponse = {
    identifyField: 'type',
    identifyValue: 'url_verification',
    challengePath: '$.challenge',
    responseField: 'challenge',
  }
  const challenge = { type: 'url_verification', challenge: 'abc123' }

  test('is answered in the named field', async () => {
    const { receive, events } = bench({ ...plain, challengeResponse })
    const response = await receive(postJson(challenge))
    expect([response.status, await response.json()]).toEqual([200, { challenge: 'abc123' }])
    expect(events).toEqual([])
  })

  test('is answered as plain text without one, never as HTML', async () => {
    const { responseField: _, ...raw } = challengeResponse
    const { receive } = bench({ ...plain, challengeResponse: raw })
    const response = await receive(postJson({ ...challenge, challenge: '<script>' }))
    expect(await response.text()).toBe('<script>')
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('is verified like everything else, unless the definition says otherwise', async () => {
    const config = { secret: 's' }
    const { receive } = bench({ ...signed, challengeResponse }, { config })
    expect((await receive(postJson(challenge))).status).toBe(401)
    const open = { ...challengeResponse, unverified: true }
    const { receive: lax, reasons } = bench({ ...signed, challengeResponse: open }, { config })
    expect((await lax(postJson(challenge))).status).toBe(200)
    expect((await lax(postJson(challenge, { 'x-signature': 'ab' }))).status).toBe(401)
    expect((await lax(postJson({ event: 'a' }))).status).toBe(401)
    expect(reasons()).toEqual(['challenge', 'signature-wrong', 'signature-missing'])
  })

  test.each([[{}], [['x']], [null], [''], ['x'.repeat(1_001)]])(
    '%j is not echoed',
    async (value) => {
      const { receive, reasons } = bench({ ...plain, challengeResponse })
      const response = await receive(postJson({ ...challenge, challenge: value }))
      expect([response.status, await response.text()]).toEqual([400, ''])
      expect(reasons()).toEqual(['challenge-invalid'])
    },
  )

  test('a handshake by GET echoes its parameter, with the token where there is one', async () => {
    const dropbox = { ...plain, challengeResponse: { get: { challengeParam: 'challenge' } } }
    const response = await bench(dropbox).receive(new Request('https://a.example/?challenge=xyz'))
    expect(await response.text()).toBe('xyz')
    const get = {
      challengeParam: 'hub.challenge',
      tokenParam: 'hub.verify_token',
      secretKey: 'verifyToken',
    }
    const { receive } = bench(
      { ...plain, challengeResponse: { get } },
      { config: { verifyToken: 't' } },
    )
    const ask = (query: string) =>
      receive(new Request(`https://a.example/?hub.challenge=1&${query}`))
    expect(await (await ask('hub.verify_token=t')).text()).toBe('1')
    expect((await ask('hub.verify_token=u')).status).toBe(401)
    expect((await ask('')).status).toBe(401)
  })
})
