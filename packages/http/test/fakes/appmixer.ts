import { createHmac, randomUUID } from 'node:crypto'
import { type Reply, type Served, serve } from './serve.js'

interface Registered {
  readonly userId: string
  readonly event: string
  readonly componentId: string
  readonly flowId: string
  readonly createdAt: string
  readonly isBroken: boolean
}

export interface FakeAppmixer extends Served {
  /** What flows were started with. */
  readonly queued: { readonly flowId: string; readonly data: unknown; readonly query: object }[]
  /** Starts a flow with OnAppEvent. */
  listen(
    userId: string,
    event: string,
    options?: { readonly flowId?: string; readonly isBroken?: boolean },
  ): void
  /** A token of the user that ends then, in seconds since 1970. */
  tokenFor(userId: string, exp: number): string
  /** No token that was given out so far is taken any more. */
  revoke(): void
}

const users = [
  { id: 'u1', username: 'david', email: 'david@example.com', password: 'correct horse' },
]

/** A tenant that behaves as the app events plugin's source and the sign-in's documentation say. */
export async function fakeAppmixer(clock: () => number = Date.now): Promise<FakeAppmixer> {
  const secret = randomUUID()
  const triggers: Registered[] = []
  const queued: FakeAppmixer['queued'] = []
  const revoked = new Set<string>()
  const given = new Set<string>()

  function tokenFor(userId: string, exp: number): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { id: userId, scope: ['user'], iat: exp - 2_592_000, exp, jti: randomUUID() }
    const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
    const token = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
    given.add(token)
    return token
  }

  function userOf(authorization = ''): string | undefined {
    const token = authorization.replace(/^Bearer /, '')
    const [head, middle = '', signature] = token.split('.')
    const expected = createHmac('sha256', secret).update(`${head}.${middle}`).digest('base64url')
    if (signature !== expected || revoked.has(token)) return
    const claims = JSON.parse(Buffer.from(middle, 'base64url').toString()) as {
      id: string
      exp: number
    }
    return claims.exp * 1_000 > clock() ? claims.id : undefined
  }

  function signIn(body: string): Reply {
    const { username, email, password } = JSON.parse(body) as Record<string, string>
    const user = users.find((one) => one.username === username || one.email === email)
    if (!user || user.password !== password)
      return { status: 403, body: { message: 'unknown user' } }
    const { password: _, ...known } = user
    const token = tokenFor(user.id, Math.floor(clock() / 1_000) + 2_592_000)
    return { body: { user: { ...known, isActive: true, plan: 'free' }, token } }
  }

  function trigger(event: string, query: URLSearchParams, userId: string, body: string): Reply {
    const flowId = query.get('flowId')
    const found = triggers.filter(
      (one) =>
        one.event === event && one.userId === userId && (flowId === null || one.flowId === flowId),
    )
    if (found.length === 0) return { body: { triggers: [] } }
    const errors: object[] = []
    const results = found.map(({ isBroken, ...record }) => {
      if (isBroken) {
        const message = `cannot trigger ${record.componentId}`
        errors.push({ message, code: 'TRIGGER_FAILURE', trigger: record, err: {} })
        return record
      }
      const correlationId = randomUUID()
      queued.push({
        flowId: record.flowId,
        data: JSON.parse(body),
        query: { ...Object.fromEntries(query), correlationId, enqueueOnly: 'true' },
      })
      return { ...record, correlationId }
    })
    return { body: { triggers: results, errors } }
  }

  const served = await serve(({ method, path, headers, body }) => {
    const url = new URL(path, 'http://localhost')
    if (method === 'POST' && url.pathname === '/user/auth') return signIn(body)
    const [, name] =
      /^\/plugins\/appmixer\/utils\/appevents\/events\/([^/]+)$/.exec(url.pathname) ?? []
    if (method !== 'POST' || name === undefined)
      return { status: 404, body: { message: 'no route' } }
    const userId = userOf(headers.authorization)
    if (userId === undefined) return { status: 401, body: { message: 'invalid token' } }
    return trigger(decodeURIComponent(name), url.searchParams, userId, body)
  })
  return {
    ...served,
    queued,
    tokenFor,
    revoke() {
      for (const token of given) revoked.add(token)
    },
    listen(userId, event, { flowId = randomUUID(), isBroken = false } = {}) {
      const createdAt = new Date(clock()).toISOString()
      triggers.push({ userId, event, flowId, componentId: randomUUID(), createdAt, isBroken })
    },
  }
}
