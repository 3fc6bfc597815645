import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { webviewApp } from '../../test/webview-app.js'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A platform on loopback that gives `answer` and keeps what it was asked. */
async function platform(status: number, answer: unknown) {
  const asked: unknown[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => (text += chunk))
    request.on('end', () => {
      asked.push([request.method, request.url, JSON.parse(text)])
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const tokens = (id: number, payload: object) => ({ request_id: id, payload })
const refused = (code: string, text: string) =>
  expect.objectContaining({
    error_type: 'auth_error',
    error_data: expect.objectContaining({ code, error_reason: text, error_description: [text] }),
  })

describe('AppBoxoWebAppLogin', () => {
  it('gives the tokens that were set, without asking, until the miniapp logs out', async () => {
    let asked = 0
    const { ask, connector, host } = webviewApp({
      login: () => {
        asked++
        return { token: 'given' }
      },
    })
    connector.setTokens('shop', { token: 'set', refresh_token: 'r' })
    expect(await ask('AppBoxoWebAppLogin')).toEqual(tokens(1, { token: 'set', refresh_token: 'r' }))
    expect(asked).toBe(0)
    expect(await ask('AppBoxoWebAppLogout')).toEqual({ request_id: 2, result: true })
    expect(await ask('AppBoxoWebAppLogin')).toEqual(tokens(3, { token: 'given' }))
    host.close()
  })

  it('exchanges an auth code at the platform', async () => {
    const { asked, url } = await platform(200, { auth_token: 'a', refresh_token: 'r' })
    const { ask, host } = webviewApp({ platform: url, login: async () => ({ authCode: 'code-1' }) })
    expect(await ask('AppBoxoWebAppLogin')).toEqual(tokens(1, { token: 'a', refresh_token: 'r' }))
    expect(asked).toEqual([
      ['POST', '/authorize/', { auth_code: 'code-1', client_id: 'super-app', app_id: 'shop' }],
    ])
    host.close()
  })

  it.each([
    [
      400,
      { error_code: 'INVALID_AUTH_CODE', error_message: 'Bad code' },
      'INVALID_AUTH_CODE',
      'Bad code',
    ],
    [200, {}, 'UNAUTHORIZED', 'The platform answered 200'],
    [500, 'oops', 'UNAUTHORIZED', 'The platform answered 500'],
  ])('says what the platform refused: %i %j', async (status, answer, code, text) => {
    const { url } = await platform(status, answer)
    const { ask, host } = webviewApp({ platform: url, login: () => ({ authCode: 'secret-code' }) })
    const told = await ask('AppBoxoWebAppLogin')
    expect(told).toEqual(refused(code, text))
    expect(JSON.stringify(told)).not.toContain('secret-code')
    host.close()
  })

  it('says so where nobody gives tokens', async () => {
    const { ask, host } = webviewApp({})
    expect(await ask('AppBoxoWebAppLogin')).toEqual(
      refused('NO_HANDLER', 'No tokens are set for "shop", and no login is given'),
    )
    host.close()
  })
})
