import { describe, expect, it } from 'vitest'
import { testClock } from '../../http/test/fakes/clock.js'
import { post, secrets, start, wholeConfig } from '../test/start.js'
import type { PlatformConfig } from './index.js'

describe('tokens of app events', () => {
  const url = '/plugins/appmixer/utils/appevents/events/x'

  it('come from a sign-in by name or email, and end after 30 days', async () => {
    const clock = testClock()
    const started = await start({ clock })
    for (const name of [{ username: 'david' }, { email: 'd@example.com' }]) {
      const body = { ...name, password: secrets.password }
      const said = await post(`${started.url}/user/auth`, body)
      expect(said.body).toEqual({
        user: { id: 'u1', username: 'david', email: 'd@example.com', isActive: true },
        token: expect.any(String),
      })
      const { token } = said.body as { token: string }
      const headers = { Authorization: `Bearer ${token}` }
      expect((await post(started.url + url, {}, headers)).status).toBe(200)
      clock.time += 30 * 24 * 60 * 60_000
      expect((await post(started.url + url, {}, headers)).status).toBe(401)
    }
  })

  it.each<[string, unknown]>([
    ['a wrong password', { username: 'david', password: 'wrong' }],
    ['an unknown name', { username: 'nobody', password: '' }],
    ['no name', { password: secrets.password }],
    ['no password', { username: 'david' }],
    ['no JSON', '{'],
  ])('do not come with %s', async (_, body) => {
    const started = await start()
    expect(await post(`${started.url}/user/auth`, body)).toMatchObject({ status: 403 })
  })

  it.each<[string, (token: string) => Record<string, string>]>([
    ['missing', () => ({})],
    ['of another scheme', (token) => ({ Authorization: `Basic ${token}` })],
    ['changed', (token) => ({ Authorization: `Bearer ${token.slice(0, -3)}AAA` })],
    [
      'unsigned',
      (token) => {
        const none = btoa(JSON.stringify({ alg: 'none', typ: 'JWT' })).replaceAll('=', '')
        return { Authorization: `Bearer ${none}.${token.split('.')[1]}.` }
      },
    ],
  ])('are refused when they are %s', async (_, headers) => {
    const started = await start()
    const token = await started.platform.createToken('u1')
    expect((await post(started.url + url, {}, headers(token))).status).toBe(401)
  })

  it('of another platform are refused, unless both have one secret', async () => {
    const tokenSecret = 'x'.repeat(32)
    const config = (urls: { host: string; miniapp: string }): PlatformConfig => ({
      ...wholeConfig(urls),
      tokenSecret,
    })
    const [one, same, other] = await Promise.all([start({ config }), start({ config }), start()])
    const headers = { Authorization: `Bearer ${await one.platform.createToken('u1')}` }
    expect((await post(same.url + url, {}, headers)).status).toBe(200)
    expect((await post(other.url + url, {}, headers)).status).toBe(401)
  })
})
