import { expect, it } from 'vitest'
import { ask } from './fakes/ask.js'
import { fakeCloudElements, grants, secrets } from './fakes/cloud-elements.js'

// What is known of the platform, one fact a row, shown on the fake itself: a client that is right against the fake is
// right against the facts.

const API = '/elements/api-v2'
const asOrganization = {
  Authorization: `User ${secrets.user}, Organization ${secrets.organization}`,
}
const box = {
  element: { key: 'box' },
  providerData: { code: grants[0] },
  configuration: { 'oauth.api.secret': 'APP-SECRET', 'event.notification.enabled': true },
  name: 'one',
}

const facts: [string, () => Promise<void>][] = [
  [
    'a new instance is 200 with id and token, and its configuration tells the secrets again',
    async () => {
      const sent = { body: box, headers: asOrganization }
      expect(await ask(await fakeCloudElements(), `${API}/instances`, sent)).toMatchObject({
        status: 200,
        body: {
          id: expect.any(Number),
          token: expect.any(String),
          element: { key: 'box', hub: 'documents' },
          configuration: {
            'oauth.api.secret': 'APP-SECRET',
            'oauth.user.token': expect.any(String),
          },
        },
      })
    },
  ],
  [
    'booleans come back as text',
    async () => {
      const sent = { body: box, headers: asOrganization }
      expect((await ask(await fakeCloudElements(), `${API}/instances`, sent)).body).toMatchObject({
        configuration: { 'event.notification.enabled': 'true' },
      })
    },
  ],
  [
    'a code serves once',
    async () => {
      const platform = await fakeCloudElements()
      const sent = { body: box, headers: asOrganization }
      await ask(platform, `${API}/instances`, sent)
      expect(await ask(platform, `${API}/instances`, sent)).toMatchObject({
        status: 400,
        body: { message: 'invalid_grant', requestId: expect.any(String) },
      })
    },
  ],
  [
    'User with Organization, or User with Element, and nothing less',
    async () => {
      const platform = await fakeCloudElements()
      const made = await ask(platform, `${API}/instances`, { body: box, headers: asOrganization })
      const { token } = made.body as { token: string }
      const asElement = { Authorization: `User ${secrets.user}, Element ${token}` }
      const get = { method: 'GET' }
      expect(await ask(platform, `${API}/instances`, { ...get, headers: asElement })).toMatchObject(
        {
          status: 200,
          body: { token },
        },
      )
      const alone = { Authorization: `User ${secrets.user}` }
      expect((await ask(platform, `${API}/instances`, { ...get, headers: alone })).status).toBe(401)
    },
  ],
  [
    'the redirect step gives oauthUrl',
    async () => {
      const said = await ask(await fakeCloudElements(), `${API}/elements/box/oauth/url?state=s`, {
        method: 'GET',
        headers: asOrganization,
      })
      expect(said.body).toMatchObject({ oauthUrl: expect.stringContaining('state=s') })
    },
  ],
  [
    'PATCH and DELETE work on an instance; a missing one is 404 with message and requestId',
    async () => {
      const platform = await fakeCloudElements()
      const headers = asOrganization
      const { body } = await ask(platform, `${API}/instances`, { body: box, headers })
      const path = `${API}/instances/${(body as { id: number }).id}`
      const change = { configuration: { 'event.notification.enabled': false } }
      expect(await ask(platform, path, { method: 'PATCH', body: change, headers })).toMatchObject({
        body: { configuration: { 'event.notification.enabled': 'false' } },
      })
      expect((await ask(platform, path, { method: 'DELETE', headers })).status).toBe(200)
      expect(await ask(platform, path, { method: 'GET', headers })).toMatchObject({
        status: 404,
        body: { message: expect.any(String), requestId: expect.any(String) },
      })
    },
  ],
  [
    'event records have a status of five',
    async () => {
      const platform = await fakeCloudElements()
      const headers = asOrganization
      const { body } = await ask(platform, `${API}/instances`, { body: box, headers })
      const path = `${API}/instances/${(body as { id: number }).id}/events?pageSize=1`
      expect((await ask(platform, path, { method: 'GET', headers })).body).toEqual([
        {
          id: 1,
          eventDate: expect.any(String),
          status: expect.stringMatching(/^(NEW|RECEIVED|DISPATCHED|CONSUMED|NOTIFIED)$/),
          providerData: {},
          notifiedData: [],
        },
      ])
    },
  ],
]

it.each(facts)('%s', (_, fact) => fact())
