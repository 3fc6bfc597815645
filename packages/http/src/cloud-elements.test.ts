import { describe, expect, it } from 'vitest'
import { box, setUp } from '../test/fakes/box.js'
import { testClock } from '../test/fakes/clock.js'
import { secrets } from '../test/fakes/cloud-elements.js'
import { failureOf, shown } from '../test/fakes/failure.js'
import type { Trouble } from '../test/fakes/serve.js'
import { type CloudElements, createCloudElements, type NewInstance } from './cloud-elements.js'

describe('createInstance()', () => {
  it('posts the body, and gives id and token', async () => {
    const { platform, elements } = await setUp()
    const events = {
      'event.notification.enabled': true,
      'event.notification.callback.url': 'https://mycoolapp.com/events',
      'event.notification.signature.key': 'SIGNATURE-KEY',
      'events.list.ids': '1,2',
      'event.vendor.type': 'polling',
      'event.poller.refresh_interval': 15,
      'event.poller.configuration': { files: { url: '/files', idField: 'id' } },
      'filter.response.nulls': true,
    }
    await expect(elements.createInstance(box(events))).resolves.toMatchObject({
      id: 1_000,
      token: 'ELEMENT-TOKEN-1000',
      element: { key: 'box' },
      eventsEnabled: true,
    })
    const [request] = platform.requests
    expect(request).toMatchObject({ method: 'POST', path: '/elements/api-v2/instances' })
    expect(request?.headers.authorization).toBe('User USER-SECRET-1, Organization ORG-SECRET-1')
    expect(JSON.parse(request?.body ?? '')).toEqual(box(events))
  })

  it('leaves events off unless told otherwise', async () => {
    const { platform, elements } = await setUp()
    await elements.createInstance(box())
    expect(JSON.parse(platform.requests[0]?.body ?? '').configuration).toMatchObject({
      'event.notification.enabled': false,
    })
  })

  it.each<[string, unknown]>([
    ['event.notification.callback.url', box({ 'event.notification.enabled': true })],
    ['event.notification.enabled', box({ 'event.notification.enabled': 'true' })],
    [
      'event.notification.callback.url',
      box({ 'event.notification.callback.url': '<CALLBACK_URL>' }),
    ],
    [
      'event.notification.callback.url',
      box({ 'event.notification.callback.url': 'http://mycoolapp.com/events' }),
    ],
    ['event.notification.signature.key', box({ 'event.notification.signature.key': '' })],
    ['oauth.callback.url', box({ 'oauth.callback.url': 'mycoolapp' })],
    ['oauth.api.key', box({ 'oauth.api.key': 5 })],
    ['oauth.api.secret', box({ 'oauth.api.secret': null })],
    ['events.list.ids', box({ 'events.list.ids': [1, 2] })],
    ['event.vendor.type', box({ 'event.vendor.type': 'webhook' })],
    ['event.poller.refresh_interval', box({ 'event.poller.refresh_interval': '15' })],
    ['event.poller.configuration', box({ 'event.poller.configuration': '{ no' })],
    ['event.poller.configuration', box({ 'event.poller.configuration': '[]' })],
    ['providerData.code', box({}, '')],
    ['element.key', { ...box(), element: {} }],
    ['name', { ...box(), name: '' }],
    ['tags', { ...box(), tags: 'Docs' }],
    ['configuration', { ...box(), configuration: undefined }],
    ['instance', [1]],
  ])('refuses a wrong %s before anything is sent', async (field, instance) => {
    const { platform, elements } = await setUp()
    const error = await failureOf(elements.createInstance(instance as NewInstance))
    expect(error).toMatchObject({ code: 'INVALID_PAYLOAD', data: { path: field } })
    expect(error.message.startsWith(field)).toBe(true)
    expect(platform.requests).toEqual([])
  })

  it.each<[string, Trouble]>([
    ['a broken connection', 'drop'],
    ['a 500', { status: 500 }],
    ['a 429', { status: 429, headers: { 'Retry-After': '1' } }],
  ])('is sent once, also after %s: its code is for one use', async (_, trouble) => {
    const { platform, elements } = await setUp()
    platform.troubles.push(trouble)
    const error = await failureOf(elements.createInstance(box()))
    expect(error.code).toBe('HTTP_ERROR')
    expect(platform.requests).toHaveLength(1)
  })
})

// As it stands in the documentation, the missing comma included.
const published = `{
  "element": {
    "key": "box"
  },
  "providerData": {
    "code": "grant-1"
  },
  "configuration": {
    "oauth.callback.url": "https://mycoolapp.com",
    "oauth.api.key": "xxxxxxxxxxxxxxxxxx",
    "oauth.api.secret": "xxxxxxxxxxxxxxxxxxxxxx"
    "event.notification.enabled": true,
    "event.notification.callback.url": "https://mycoolapp.com/events",
    "event.notification.signature.key": "xxxxxxxxxxxxxxxxxxxxxxxxx"
  },
  "tags": [
    "Docs"
  ],
  "name": "API Instance"
}`

describe('an instance as JSON text', () => {
  it('says where the published example is broken, and shows no value', async () => {
    const { platform, elements } = await setUp()
    const error = await failureOf(elements.createInstance(published))
    expect(error).toMatchObject({
      code: 'INVALID_PAYLOAD',
      message: 'The instance is no JSON: line 12, after "oauth.api.secret": a comma is missing',
    })
    expect(shown(error)).not.toContain('xxxx')
    expect(platform.requests).toEqual([])
  })

  it('is taken once the comma is there', async () => {
    const { elements } = await setUp()
    const mended = published.replace('xxxxxx"\n    "event', 'xxxxxx",\n    "event')
    await expect(elements.createInstance(mended)).resolves.toMatchObject({ name: 'API Instance' })
  })

  it.each([
    ['{ "a": 1, }', 'line 1, after "a": there is a comma too many'],
    ['{ "a": 1', 'line 1, after "a": it ends too early'],
    ['{ "a": "b"\n]', 'line 2, after "a": check commas, quotes and braces'],
  ])('says what is wrong with %j', async (text, problem) => {
    const { elements } = await setUp()
    const error = await failureOf(elements.createInstance(text))
    expect(error.message).toBe(`The instance is no JSON: ${problem}`)
  })
})

describe('an instance', () => {
  it('is read, changed and deleted by its id', async () => {
    const { platform, elements } = await setUp()
    const { id } = await elements.createInstance(box())
    await expect(elements.getInstance(id)).resolves.toMatchObject({ id, name: 'API Instance' })
    const configuration = { 'event.notification.enabled': false, 'oauth.api.key': 'NEW' }
    await expect(elements.updateInstance(id, { configuration })).resolves.toMatchObject({
      configuration: { 'oauth.api.key': 'NEW', 'event.notification.enabled': 'false' },
    })
    await expect(elements.deleteInstance(String(id))).resolves.toBeUndefined()
    expect(await failureOf(elements.getInstance(id))).toMatchObject({
      code: 'HTTP_ERROR',
      data: { status: 404, body: { requestId: '5a2f' } },
    })
    expect(platform.requests.map(({ method }) => method)).toEqual([
      ...['POST', 'GET', 'PATCH', 'DELETE', 'GET'],
    ])
  })

  it('has events', async () => {
    const { elements } = await setUp()
    const { id } = await elements.createInstance(box())
    await expect(elements.listEvents(id, { pageSize: 1 })).resolves.toHaveLength(1)
    await expect(elements.getEvent(id, 2)).resolves.toMatchObject({ id: 2, status: 'NOTIFIED' })
  })

  it('is meant by its own token', async () => {
    const { platform, baseUrl, elements } = await setUp()
    const { token: element } = await elements.createInstance(box())
    const own = createCloudElements({ baseUrl, authorization: { user: secrets.user, element } })
    await expect(own.getInstance()).resolves.toMatchObject({ token: element })
    await expect(own.listEvents()).resolves.toHaveLength(2)
    expect(platform.requests.at(-1)).toMatchObject({
      path: '/elements/api-v2/instances/events',
      headers: { authorization: `User USER-SECRET-1, Element ${element}` },
    })
  })

  it('needs an id where an organization asks', async () => {
    const { elements } = await setUp()
    expect(await failureOf(elements.getInstance())).toMatchObject({
      code: 'INVALID_PAYLOAD',
      data: { path: 'id' },
    })
  })

  it('keeps its id in one segment of the path', async () => {
    const { platform, elements } = await setUp()
    await failureOf(elements.getInstance('1/../../accounts'))
    expect(platform.requests[0]?.path).toBe('/elements/api-v2/instances/1%2F..%2F..%2Faccounts')
  })
})

describe('oauthUrl()', () => {
  it('gives the page on which a user grants access', async () => {
    const { platform, elements } = await setUp()
    const options = {
      apiKey: 'K&1',
      apiSecret: 'APP-SECRET',
      callbackUrl: 'https://mycoolapp.com/back?x=1',
      state: 's1',
    }
    const url = await elements.oauthUrl('box', options)
    expect(url).toBe('https://box.example/authorize?state=s1')
    const asked = new URL(platform.requests[0]?.path ?? '', platform.url)
    expect(asked.pathname).toBe('/elements/api-v2/elements/box/oauth/url')
    expect(Object.fromEntries(asked.searchParams)).toEqual(options)
  })
})

describe('what the Cloud Elements client repeats', () => {
  const calls: [string, (elements: CloudElements, id: number) => Promise<unknown>][] = [
    ['get', (elements, id) => elements.getInstance(id)],
    ['patch', (elements, id) => elements.updateInstance(id, { configuration: {} })],
    ['delete', (elements, id) => elements.deleteInstance(id)],
    ['events', (elements, id) => elements.listEvents(id)],
  ]
  it.each(calls)('%s after a 429, a 5xx and a broken connection', async (_, call) => {
    const clock = testClock()
    const { platform, elements } = await setUp({ clock })
    const { id } = await elements.createInstance(box())
    platform.troubles.push(
      { status: 429, headers: { 'Retry-After': '30' } },
      { status: 502 },
      'drop',
    )
    await call(elements, id)
    expect(platform.requests).toHaveLength(5)
    expect(clock.slept[0]).toBe(30_150)
  })

  it.each([400, 401, 403, 404, 405, 406, 409, 415])('nothing after a %i', async (status) => {
    const { platform, elements } = await setUp()
    platform.troubles.push({ status, body: { message: 'why', requestId: 'r' } })
    expect(await failureOf(elements.getInstance(1))).toMatchObject({
      code: 'HTTP_ERROR',
      message: expect.stringContaining(`Cloud Elements answered ${status}: why`),
      data: { status },
    })
    expect(platform.requests).toHaveLength(1)
  })
})
