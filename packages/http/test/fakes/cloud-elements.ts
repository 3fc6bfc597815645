import { type Reply, type Served, serve } from './serve.js'

export const secrets = { user: 'USER-SECRET-1', organization: 'ORG-SECRET-1' }
/** Codes that it takes, each once. */
export const grants = ['grant-1', 'grant-2', 'grant-3']

interface StoredInstance {
  readonly id: number
  readonly token: string
  readonly configuration: Record<string, unknown>
  readonly [field: string]: unknown
}

/** A platform that behaves as the Cloud Elements documentation and test suite say. */
export function fakeCloudElements(): Promise<Served> {
  const instances = new Map<number, StoredInstance>()
  const codes = new Set(grants)

  /** Two pairs after one another, with a comma. */
  function caller(header = ''): { readonly instance?: StoredInstance } | undefined {
    const pairs = Object.fromEntries(header.split(', ').map((pair) => pair.split(' ')))
    if (pairs.User !== secrets.user) return
    if (pairs.Organization === secrets.organization) return {}
    const instance = [...instances.values()].find(({ token }) => token === pairs.Element)
    return instance && { instance }
  }

  function create(body: string): Reply {
    const sent = parse(body)
    if (!sent) return failure(400, 'Malformed JSON')
    const { providerData, configuration } = sent as {
      providerData: { code: string }
      configuration: Record<string, unknown>
    }
    if (!codes.delete(providerData.code)) return failure(400, 'invalid_grant', 'code was used')
    const id = 1_000 + instances.size
    const instance = {
      ...sent,
      id,
      createdDate: '2026-01-01T00:00:00Z',
      token: `ELEMENT-TOKEN-${id}`,
      element: { id: 22, key: 'box', hub: 'documents', authentication: { type: 'oauth2' } },
      valid: true,
      disabled: false,
      eventsEnabled: configuration['event.notification.enabled'] === true,
      configuration: asText({ ...configuration, 'oauth.user.token': 'PROVIDER-TOKEN' }),
    }
    instances.set(id, instance)
    return { body: instance }
  }

  function change(instance: StoredInstance, body: string): Reply {
    const { configuration } = parse(body) as { configuration: Record<string, unknown> }
    const changed = {
      ...instance,
      configuration: { ...instance.configuration, ...asText(configuration) },
    }
    instances.set(instance.id, changed)
    return { body: changed }
  }

  return serve(({ method, path, headers, body }) => {
    const { pathname, searchParams } = new URL(path, 'http://localhost')
    const rest = pathname.replace('/elements/api-v2', '')
    const who = caller(headers.authorization)
    if (!who) return failure(401, 'Invalid credentials')
    if (/^\/elements\/box\/oauth\/url$/.test(rest)) {
      const state = searchParams.get('state') ?? ''
      return { body: { oauthUrl: `https://box.example/authorize?state=${state}`, element: 'box' } }
    }
    if (method === 'POST' && rest === '/instances') return create(body)
    const [, id, tail = ''] = /^\/instances(?:\/(\d+))?(\/events(?:\/\d+)?)?$/.exec(rest) ?? []
    const instance = id === undefined ? who.instance : instances.get(Number(id))
    if (!instance) return failure(404, `No instance ${id}`)
    if (tail === '/events')
      return { body: [event(1), event(2)].slice(0, Number(searchParams.get('pageSize') ?? 9)) }
    if (tail !== '') return { body: event(Number(tail.split('/').at(-1))) }
    if (method === 'PATCH') return change(instance, body)
    if (method === 'DELETE') {
      instances.delete(instance.id)
      return { status: 200, body: '' }
    }
    return { body: instance }
  })
}

/** What goes in as true comes out as "true". */
function asText(configuration: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => [
      key,
      typeof value === 'boolean' ? String(value) : value,
    ]),
  )
}

function event(id: number): object {
  return {
    id,
    eventDate: '2026-01-01T00:00:00Z',
    status: 'NOTIFIED',
    providerData: {},
    notifiedData: [],
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return
  }
}

function failure(status: number, message: string, providerMessage?: string): Reply {
  return {
    status,
    body: { message, requestId: '5a2f', ...(providerMessage && { providerMessage }) },
  }
}
