import { expect, it } from 'vitest'
import { fakeAppmixer } from './fakes/appmixer.js'
import { ask } from './fakes/ask.js'

// What is known of the platform, one fact a row, shown on the fake itself: a client that is right against the fake is
// right against the facts.

const EVENTS = '/plugins/appmixer/utils/appevents/events'
const later = 4_102_444_800
const bearer = (token: string): object => ({ Authorization: `Bearer ${token}` })

const facts: [string, () => Promise<void>][] = [
  [
    'an event that nobody listens to is 200 with no triggers and no errors',
    async () => {
      const appmixer = await fakeAppmixer()
      const headers = bearer(appmixer.tokenFor('u1', later))
      expect(await ask(appmixer, `${EVENTS}/nobody`, { body: {}, headers })).toEqual({
        status: 200,
        body: { triggers: [] },
      })
    },
  ],
  [
    'a trigger has userId, event, componentId, flowId, createdAt, and a new correlationId',
    async () => {
      const appmixer = await fakeAppmixer()
      appmixer.listen('u1', 'created')
      const headers = bearer(appmixer.tokenFor('u1', later))
      const { body } = await ask(appmixer, `${EVENTS}/created`, { body: { id: 1 }, headers })
      expect(body).toEqual({
        triggers: [
          {
            userId: 'u1',
            event: 'created',
            componentId: expect.any(String),
            flowId: expect.any(String),
            createdAt: expect.any(String),
            correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          },
        ],
        errors: [],
      })
      expect(appmixer.queued).toMatchObject([{ data: { id: 1 } }])
    },
  ],
  [
    'only the flows of the user in the token run',
    async () => {
      const appmixer = await fakeAppmixer()
      appmixer.listen('somebody else', 'created')
      const headers = bearer(appmixer.tokenFor('u1', later))
      expect((await ask(appmixer, `${EVENTS}/created`, { body: {}, headers })).body).toEqual({
        triggers: [],
      })
    },
  ],
  [
    'a failure in part is still 200; errors tells, with TRIGGER_FAILURE',
    async () => {
      const appmixer = await fakeAppmixer()
      appmixer.listen('u1', 'created')
      appmixer.listen('u1', 'created', { isBroken: true })
      const headers = bearer(appmixer.tokenFor('u1', later))
      expect(await ask(appmixer, `${EVENTS}/created`, { body: {}, headers })).toMatchObject({
        status: 200,
        body: { triggers: [{}, {}], errors: [{ code: 'TRIGGER_FAILURE' }] },
      })
    },
  ],
  [
    'flowId in the query chooses one flow; the query goes on to it, and it is only queued',
    async () => {
      const appmixer = await fakeAppmixer()
      appmixer.listen('u1', 'created', { flowId: 'a' })
      appmixer.listen('u1', 'created', { flowId: 'b' })
      const headers = bearer(appmixer.tokenFor('u1', later))
      await ask(appmixer, `${EVENTS}/created?flowId=b&extra=1`, { body: {}, headers })
      expect(appmixer.queued).toMatchObject([
        { flowId: 'b', query: { extra: '1', enqueueOnly: 'true' } },
      ])
    },
  ],
  [
    'a name is one segment of the path, percent-encoded',
    async () => {
      const appmixer = await fakeAppmixer()
      appmixer.listen('u1', 'a/b c')
      const headers = bearer(appmixer.tokenFor('u1', later))
      expect((await ask(appmixer, `${EVENTS}/a/b%20c`, { body: {}, headers })).status).toBe(404)
      await ask(appmixer, `${EVENTS}/a%2Fb%20c`, { body: {}, headers })
      expect(appmixer.queued).toHaveLength(1)
    },
  ],
  [
    'a missing, foreign or ended token is 401',
    async () => {
      const appmixer = await fakeAppmixer()
      const foreign = (await fakeAppmixer()).tokenFor('u1', later)
      for (const headers of [{}, bearer(foreign), bearer(appmixer.tokenFor('u1', 1))])
        expect((await ask(appmixer, `${EVENTS}/x`, { body: {}, headers })).status).toBe(401)
    },
  ],
  [
    'sign-in takes username or email, and gives the user and a JWT of 30 days',
    async () => {
      const appmixer = await fakeAppmixer()
      for (const name of [{ username: 'david' }, { email: 'david@example.com' }]) {
        const body = { ...name, password: 'correct horse' }
        const said = (await ask(appmixer, '/user/auth', { body })).body as { token: string }
        expect(said).toMatchObject({ user: { id: 'u1', username: 'david', isActive: true } })
        const claims = JSON.parse(
          Buffer.from(said.token.split('.')[1] ?? '', 'base64url').toString(),
        )
        expect(claims).toMatchObject({ scope: ['user'] })
        expect(claims.exp - claims.iat).toBe(30 * 24 * 60 * 60)
      }
    },
  ],
  [
    'a refused sign-in is 403',
    async () => {
      const body = { username: 'david', password: 'wrong' }
      expect((await ask(await fakeAppmixer(), '/user/auth', { body })).status).toBe(403)
    },
  ],
]

it.each(facts)('%s', (_, fact) => fact())
