import { describe, expect, it } from 'vitest'
import { authorization, box, setUp } from '../test/fakes/box.js'
import { secrets } from '../test/fakes/cloud-elements.js'
import { failureOf, shown } from '../test/fakes/failure.js'
import { type Reply, serve } from '../test/fakes/serve.js'
import type { CallLog } from './caller.js'
import { createCloudElements, redact } from './cloud-elements.js'

describe('secrets', () => {
  it('are in no error and in no log, whatever comes back', async () => {
    const reply = ({
      path,
      headers,
      body,
    }: {
      path: string
      headers: object
      body: string
    }): Reply => ({
      status: 400,
      body: {
        message: `cannot: ${body} ${path}`,
        headers,
        configuration: { 'oauth.user.refresh_token': 'REFRESH', 'oauth.user.token': 'PROVIDER' },
      },
    })
    const server = await serve(reply)
    const logs: CallLog[] = []
    const log = (entry: CallLog): void => void logs.push(entry)
    const elements = createCloudElements({ baseUrl: server.url, authorization, log })
    const signed = box({ 'event.notification.signature.key': 'SIGNATURE-KEY' }, 'GRANT-CODE')
    const oauth = { apiKey: 'k', apiSecret: 'APP-SECRET', callbackUrl: 'https://a.example' }
    const errors = [
      await failureOf(elements.createInstance(signed)),
      await failureOf(elements.updateInstance(1, { configuration: signed.configuration })),
      await failureOf(elements.oauthUrl('box', oauth)),
    ]
    const seen = errors.map(shown).join() + JSON.stringify(logs)
    for (const secret of [
      ...[secrets.user, secrets.organization, 'APP-SECRET', 'SIGNATURE-KEY', 'GRANT-CODE'],
      ...['REFRESH', 'PROVIDER'],
    ])
      expect(seen).not.toContain(secret)
    expect(logs).toHaveLength(3)
  })

  it('of an element’s own configuration are in no error, wherever the server repeats them', async () => {
    const server = await serve(({ body }) => {
      const { username, password, 'service.account.key': key } = JSON.parse(body).configuration
      const said = `${username} cannot sign in with ${password} and ${key}`
      return { status: 400, body: { message: said, lines: [said], hasAccount: true } }
    })
    const elements = createCloudElements({ baseUrl: server.url, authorization })
    const configuration = {
      username: 'ann',
      password: 'HER-PASSWORD',
      'service.account.key': 'HER-KEY',
      'account.token.enabled': 'true',
    }
    const instance = { element: { key: 'sftp' }, name: 'n', configuration }
    const said = 'ann cannot sign in with [hidden] and [hidden]'
    const errors = [
      await failureOf(elements.createInstance(instance)),
      await failureOf(elements.updateInstance(1, { configuration })),
    ]
    for (const error of errors)
      expect(error).toMatchObject({
        message: expect.stringContaining(said),
        data: { body: { message: said, lines: [said], hasAccount: true } },
      })
  })

  it('of an instance are hidden by redact()', async () => {
    const { elements } = await setUp()
    const signed = box({ 'event.notification.signature.key': 'SIGNATURE-KEY' })
    const instance = await elements.createInstance(signed)
    expect(JSON.stringify(instance)).toContain('APP-SECRET')
    expect(redact(instance)).toMatchObject({
      id: instance.id,
      name: 'API Instance',
      token: '[hidden]',
      providerData: { code: '[hidden]' },
      configuration: {
        'oauth.callback.url': 'https://mycoolapp.com',
        'oauth.api.secret': '[hidden]',
        'oauth.user.token': '[hidden]',
        'event.notification.signature.key': '[hidden]',
      },
    })
  })

  it.each([
    { user: '', organization: 'o' },
    { user: 'u', organization: 'o, Element e' },
    { user: 'u\r\nX: y', element: 'e' },
    { user: 'u' },
  ])('that cannot be sent are refused: %j', (wrong) => {
    expect(() => createCloudElements({ authorization: wrong as typeof authorization })).toThrow(
      expect.objectContaining({ code: 'INVALID_PAYLOAD' }),
    )
  })
})
