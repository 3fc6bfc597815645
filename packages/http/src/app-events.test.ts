import { describe, expect, it } from 'vitest'
import { fakeAppmixer } from '../test/fakes/appmixer.js'
import { testClock } from '../test/fakes/clock.js'
import { failureOf, shown } from '../test/fakes/failure.js'
import { type Reply, serve, type Trouble } from '../test/fakes/serve.js'
import { createAppEvents } from './app-events.js'
import type { CallLog } from './caller.js'

const later = 4_102_444_800
const signIn = { username: 'david', password: 'correct horse' }
const contact = { email: 'david@example.com', fname: 'David' }
const isSignIn = ({ path }: { path: string }): boolean => path === '/user/auth'

describe('sendAppEvent()', () => {
  it("puts the event into the queue of the user's flows", async () => {
    const appmixer = await fakeAppmixer()
    appmixer.listen('u1', 'contact-created')
    const token = appmixer.tokenFor('u1', later)
    const { sendAppEvent } = createAppEvents({ baseUrl: appmixer.url, token })
    await expect(sendAppEvent('contact-created', contact)).resolves.toEqual({
      status: 'queued',
      triggers: [expect.objectContaining({ event: 'contact-created', userId: 'u1' })],
      errors: [],
    })
    expect(appmixer.queued).toMatchObject([{ data: contact }])
    expect(appmixer.requests[0]?.headers.authorization).toBe(`Bearer ${token}`)
  })

  it('tells queued, no-listener, partial and failed apart, all of them status 200', async () => {
    const appmixer = await fakeAppmixer()
    appmixer.listen('u1', 'good')
    appmixer.listen('u1', 'half')
    appmixer.listen('u1', 'half', { isBroken: true })
    appmixer.listen('u1', 'bad', { isBroken: true })
    const token = appmixer.tokenFor('u1', later)
    const { sendAppEvent } = createAppEvents({ baseUrl: appmixer.url, token })
    const statuses: Record<string, unknown> = {}
    for (const event of ['good', 'nobody', 'half', 'bad']) {
      const { status, triggers, errors } = await sendAppEvent(event, {})
      statuses[event] = [status, triggers.length, errors.map(({ code }) => code)]
    }
    expect(statuses).toEqual({
      good: ['queued', 1, []],
      nobody: ['no-listener', 0, []],
      half: ['partial', 2, ['TRIGGER_FAILURE']],
      bad: ['failed', 1, ['TRIGGER_FAILURE']],
    })
    // None of these is repeated.
    expect(appmixer.requests).toHaveLength(4)
  })

  it('makes an error of an event that nobody listens to, when asked', async () => {
    const appmixer = await fakeAppmixer()
    const token = appmixer.tokenFor('u1', later)
    const options = { baseUrl: appmixer.url, token, failOnNoListener: true }
    const error = await failureOf(createAppEvents(options).sendAppEvent('nobody', {}))
    expect(error).toMatchObject({ code: 'NO_HANDLER', message: expect.stringContaining('nobody') })
  })

  it.each(['a/b', 'a b', 'ä?x=1', '%41', '..;', 'a#b'])(
    'sends the name %s as it is',
    async (name) => {
      const appmixer = await fakeAppmixer()
      appmixer.listen('u1', name)
      const token = appmixer.tokenFor('u1', later)
      const { sendAppEvent } = createAppEvents({ baseUrl: appmixer.url, token })
      await expect(sendAppEvent(name, {})).resolves.toMatchObject({ status: 'queued' })
    },
  )

  it('sends to one flow, of all its events or of one', async () => {
    const appmixer = await fakeAppmixer()
    for (const flowId of ['f 1', 'f2', 'f3']) appmixer.listen('u1', 'created', { flowId })
    const token = appmixer.tokenFor('u1', later)
    const { sendAppEvent } = createAppEvents({ baseUrl: appmixer.url, token, flowId: 'f 1' })
    await sendAppEvent('created', {})
    await sendAppEvent('created', {}, { flowId: 'f2' })
    expect(appmixer.queued.map(({ flowId }) => flowId)).toEqual(['f 1', 'f2'])
  })

  it.each<[string, unknown, unknown]>([
    ['event', '', {}],
    ['event', '..', {}],
    ['event', 5, {}],
    ['data', 'x', [1]],
    ['data', 'x', undefined],
    ['data', 'x', 'text'],
  ])('refuses a wrong %s before anything is sent', async (field, event, data) => {
    const appmixer = await fakeAppmixer()
    const { sendAppEvent } = createAppEvents({ baseUrl: appmixer.url, token: 't' })
    const error = await failureOf(sendAppEvent(event as string, data as object))
    expect(error).toMatchObject({ code: 'INVALID_PAYLOAD', data: { path: field } })
    expect(appmixer.requests).toEqual([])
  })

  it('needs a token or a sign-in, over HTTPS', () => {
    const baseUrl = 'https://api.example'
    for (const options of [
      { baseUrl },
      { baseUrl, token: 't', signIn },
      { baseUrl, token: '' },
      { baseUrl: 'http://api.example', token: 't' },
    ])
      expect(() => createAppEvents(options)).toThrow(
        expect.objectContaining({ code: 'INVALID_PAYLOAD' }),
      )
  })

  it.each<[Reply, RegExp]>([
    [{ status: 500 }, /Appmixer answered 500/],
    [{ status: 404, body: { message: 'no route' } }, /answered 404: no route/],
    [{ body: '<html>' }, /must be the API/],
    [{ body: {} }, /must be the API/],
  ])('makes an HTTP_ERROR of %j', async (reply, message) => {
    const server = await serve(() => reply)
    const clock = testClock()
    const { sendAppEvent } = createAppEvents({ baseUrl: server.url, token: 't', clock })
    const error = await failureOf(sendAppEvent('x', {}))
    expect(error).toMatchObject({ code: 'HTTP_ERROR', message: expect.stringMatching(message) })
  })
})

describe('what the App Events client repeats', () => {
  async function countOf(trouble: Trouble, delivery?: 'at-most-once') {
    const appmixer = await fakeAppmixer()
    appmixer.listen('u1', 'x')
    appmixer.troubles.push(trouble)
    const token = appmixer.tokenFor('u1', later)
    const { sendAppEvent } = createAppEvents({
      baseUrl: appmixer.url,
      token,
      clock: testClock(),
      ...(delivery && { delivery }),
    })
    const ended = await sendAppEvent('x', {}).then(
      ({ status }) => status,
      ({ code }) => code as string,
    )
    return [appmixer.requests.length, ended]
  }

  it.each<[string, Trouble]>([
    ['a broken connection', 'drop'],
    ['a 429', { status: 429 }],
    ['a 503', { status: 503 }],
  ])('%s', async (_, trouble) => {
    expect(await countOf(trouble)).toEqual([2, 'queued'])
  })

  it.each<[string, Exclude<Trouble, () => unknown>, string]>([
    ['an answer that was cut', 'cut', 'HTTP_ERROR'],
    ['a 400', { status: 400 }, 'HTTP_ERROR'],
    ['a 401 of a token that cannot be renewed', { status: 401 }, 'UNAUTHORIZED'],
  ])('not %s', async (_, trouble, code) => {
    expect(await countOf(trouble)).toEqual([1, code])
  })

  it('at most once: only a 429', async () => {
    expect(await countOf('drop', 'at-most-once')).toEqual([1, 'HTTP_ERROR'])
    expect(await countOf({ status: 500 }, 'at-most-once')).toEqual([1, 'HTTP_ERROR'])
    expect(await countOf({ status: 429 }, 'at-most-once')).toEqual([2, 'queued'])
  })
})

describe('signing in', () => {
  it('happens with the first event, once for many at the same time', async () => {
    const appmixer = await fakeAppmixer()
    appmixer.listen('u1', 'x')
    const { sendAppEvent } = createAppEvents({ baseUrl: appmixer.url, signIn })
    expect(appmixer.requests).toEqual([])
    const results = await Promise.all(Array.from({ length: 20 }, () => sendAppEvent('x', {})))
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['queued']))
    expect(appmixer.requests.filter(isSignIn)).toHaveLength(1)
    expect(JSON.parse(appmixer.requests[0]?.body ?? '')).toEqual(signIn)
  })

  it('takes an email as well', async () => {
    const appmixer = await fakeAppmixer()
    const byEmail = { email: 'david@example.com', password: 'correct horse' }
    const { sendAppEvent } = createAppEvents({ baseUrl: appmixer.url, signIn: byEmail })
    await expect(sendAppEvent('x', {})).resolves.toMatchObject({ status: 'no-listener' })
  })

  it('happens again a minute before the token ends, and not earlier', async () => {
    const clock = testClock()
    const appmixer = await fakeAppmixer(clock.now)
    const { sendAppEvent } = createAppEvents({ baseUrl: appmixer.url, signIn, clock })
    const month = 30 * 24 * 60 * 60_000
    const signIns: number[] = []
    for (const step of [0, month - 61_000, 2_000]) {
      clock.time += step
      await sendAppEvent('x', {})
      signIns.push(appmixer.requests.filter(isSignIn).length)
    }
    expect(signIns).toEqual([1, 1, 2])
  })

  it('happens once for each 401, and many calls share it', async () => {
    const appmixer = await fakeAppmixer()
    appmixer.listen('u1', 'x')
    const { sendAppEvent } = createAppEvents({ baseUrl: appmixer.url, signIn })
    await sendAppEvent('x', {})
    appmixer.revoke()
    const results = await Promise.all(Array.from({ length: 10 }, () => sendAppEvent('x', {})))
    expect(results.every(({ status }) => status === 'queued')).toBe(true)
    expect(appmixer.requests.filter(isSignIn)).toHaveLength(2)
  })

  it('is not tried a second time when the new token is refused too', async () => {
    const token = 'opaque'
    const server = await serve(({ path }) =>
      path === '/user/auth' ? { body: { token } } : { status: 401 },
    )
    const { sendAppEvent } = createAppEvents({ baseUrl: server.url, signIn })
    const error = await failureOf(sendAppEvent('x', {}))
    expect(error.code).toBe('UNAUTHORIZED')
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/user/auth',
      expect.stringContaining('/events/x'),
      '/user/auth',
      expect.stringContaining('/events/x'),
    ])
  })

  it('asks a token function for each attempt, and again after a 401', async () => {
    const appmixer = await fakeAppmixer()
    const tokens = ['old', appmixer.tokenFor('u1', later)]
    const { sendAppEvent } = createAppEvents({
      baseUrl: appmixer.url,
      token: () => tokens.shift() ?? '',
    })
    await expect(sendAppEvent('x', {})).resolves.toMatchObject({ status: 'no-listener' })
  })

  it('that is refused says so without the password', async () => {
    const appmixer = await fakeAppmixer()
    const wrong = { username: 'david', password: 'wrong horse' }
    const logs: CallLog[] = []
    const { sendAppEvent } = createAppEvents({
      baseUrl: appmixer.url,
      signIn: wrong,
      log: (entry) => logs.push(entry),
    })
    const error = await failureOf(sendAppEvent('x', {}))
    expect(error).toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringContaining('exists in this tenant'),
    })
    expect(shown(error) + JSON.stringify(logs)).not.toContain('wrong horse')
  })

  it.each<[string, Exclude<Trouble, () => unknown>, string]>([
    ['gets no answer', 'drop', 'HTTP_ERROR'],
    ['gets a 500', { status: 500 }, 'HTTP_ERROR'],
    ['does not end in time', 'silence', 'TIMEOUT'],
  ])('that %s leaves the event unsent, and the error says so', async (_, trouble, code) => {
    const clock = testClock()
    const appmixer = await fakeAppmixer(clock.now)
    appmixer.troubles.push(() => {
      if (trouble === 'silence') clock.fire()
      return trouble
    })
    // What the client makes of one attempt is what is asked.
    const retry = { retries: 0 }
    const { sendAppEvent } = createAppEvents({ baseUrl: appmixer.url, signIn, clock, retry })
    const error = await failureOf(sendAppEvent('x', {}))
    expect(error).toMatchObject({ code, outcome: 'none', retryable: true })
    expect(appmixer.requests.map(({ path }) => path)).toEqual(['/user/auth'])
  })

  it('that fails shows no password of an answer', async () => {
    const server = await serve(({ body }) => ({ status: 400, body: { message: `bad: ${body}` } }))
    const { sendAppEvent } = createAppEvents({ baseUrl: server.url, signIn })
    const error = await failureOf(sendAppEvent('x', {}))
    expect(error.code).toBe('HTTP_ERROR')
    expect(shown(error)).not.toContain('correct horse')
  })
})
