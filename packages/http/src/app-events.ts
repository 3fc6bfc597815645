import { BridgeError } from '@drawbridge/core/errors'
import { createTokenSource, type TokenSource } from './access-token.js'
import { below, requireAddress } from './address.js'
import {
  type Answer,
  type Attempt,
  type Caller,
  type CallerOptions,
  createCaller,
  isTransient,
  isUndone,
} from './caller.js'
import { encodeObject, invalid, isRecord, requireText, tryParse } from './check.js'
import { systemClock } from './clock.js'
import { httpError } from './http-error.js'

export { examplePaths } from './example-paths.js'

export interface AppEventsOptions extends CallerOptions {
  /** The tenant's API. */
  readonly baseUrl: string
  /** The user's access token, or where to get it, asked for each attempt. Use this one in a page. */
  readonly token?: string | (() => string | Promise<string>)
  /** Signs in and renews the token: on a server only, since it needs the password. */
  readonly signIn?: SignIn
  /** Sends to this flow alone. */
  readonly flowId?: string
  /** Makes an error of an event that nobody listens to. @default false */
  readonly failOnNoListener?: boolean
  /**
   * What becomes of an event that may have arrived when no answer came, or a 5xx: `at-least-once` repeats it, and a
   * flow may run twice; `at-most-once` gives the error. @default 'at-least-once'
   */
  readonly delivery?: 'at-least-once' | 'at-most-once'
}

export type SignIn = { readonly password: string } & (
  | { readonly username: string }
  | { readonly email: string }
)

export interface SendAppEventOptions {
  readonly flowId?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Goes along as `Idempotency-Key`, for a server that honours it. */
  readonly key?: string | undefined
  /** The request may outlive the page. Browsers refuse more than 64 KiB of them. */
  readonly keepalive?: boolean | undefined
  /** For this event, in the place of the one of the options: when the event is that of a certain user. */
  readonly token?: string | undefined
}

export interface AppEventResult {
  /**
   * `queued`: every flow that listens has it in its queue, none has run yet. `no-listener`: nobody listens to this
   * event. `partial`, `failed`: some, or all, of the flows could not be triggered.
   */
  readonly status: 'queued' | 'no-listener' | 'partial' | 'failed'
  readonly triggers: readonly Trigger[]
  readonly errors: readonly TriggerError[]
}

export interface Trigger {
  readonly event?: string
  readonly flowId?: string
  readonly componentId?: string
  /** Of the message in the queue. */
  readonly correlationId?: string
  readonly [field: string]: unknown
}

export interface TriggerError {
  readonly code?: string
  readonly message?: string
  readonly trigger?: Trigger
  readonly [field: string]: unknown
}

export interface AppEvents {
  /**
   * Triggers the flows of the token's user that listen to `event`.
   *
   * @throws {BridgeError} `INVALID_PAYLOAD` before anything is sent; `UNAUTHORIZED` for a token that is refused even
   * when it is new; `NO_HANDLER` with `failOnNoListener`; `HTTP_ERROR`, `TIMEOUT`, `CANCELLED`.
   */
  sendAppEvent(event: string, data: object, options?: SendAppEventOptions): Promise<AppEventResult>
}

export function createAppEvents(options: AppEventsOptions): AppEvents {
  const base = requireAddress(options.baseUrl, 'baseUrl')
  const secrets = options.signIn ? [options.signIn.password] : []
  if (typeof options.token === 'string') secrets.push(options.token)
  const caller = createCaller(options, secrets)
  const standard = createTokens(options, base, caller)
  const mayRepeat = options.delivery === 'at-most-once' ? isUndone : isTransient

  return {
    async sendAppEvent(event, data, sendOptions = {}) {
      const { flowId = options.flowId, signal, key, keepalive } = sendOptions
      const tokens = sendOptions.token === undefined ? standard : fixedToken(sendOptions.token)
      // As one segment of the path: a slash in the name must not make two of it.
      const name = encodeURIComponent(requireText(event, 'event'))
      if (name === '.' || name === '..') throw invalid('event', 'must not be a dot or two')
      const url = below(base, `/plugins/appmixer/utils/appevents/events/${name}`)
      if (flowId !== undefined) url.searchParams.set('flowId', requireText(flowId, 'flowId'))
      const body = encodeObject(data, 'data')
      let token = ''
      const send = (): Promise<Answer> =>
        caller.call({
          method: 'POST',
          url,
          body,
          signal,
          key,
          keepalive,
          headers: async () => {
            token = await tokens.get()
            return { Authorization: `Bearer ${token}` }
          },
          repeat: (attempt: Attempt) => mayRepeat(attempt),
        })
      let answer = await send()
      if (answer.status === 401 && tokens.canRenew) {
        tokens.refused(token)
        answer = await send()
      }
      const result = readResult(answer, [...secrets, token], key !== undefined)
      if (result.status === 'no-listener' && options.failOnNoListener)
        throw new BridgeError(
          'NO_HANDLER',
          `Nobody listens to the app event "${event}". Start a flow with OnAppEvent and exactly this name`,
          { transport: 'http' },
        )
      return result
    },
  }
}

function readResult(answer: Answer, secrets: readonly string[], hasKey: boolean): AppEventResult {
  const server = 'Appmixer'
  const { status } = answer
  if (status === 401)
    throw new BridgeError(
      'UNAUTHORIZED',
      `${server} refused the token. Sign in again, as a user of this tenant`,
      {
        data: { status },
        outcome: answer.mayBeDone ? 'unknown' : 'none',
        transport: 'http',
      },
    )
  if (status < 200 || status >= 300) throw httpError(answer, { server, secrets, hasKey })
  const body = tryParse(answer.text)
  if (!isRecord(body) || !Array.isArray(body.triggers))
    throw new BridgeError(
      'HTTP_ERROR',
      `${server} answered without triggers. Check baseUrl: it must be the API, not the web page`,
      { data: { status }, outcome: 'unknown', transport: 'http' },
    )
  const triggers = body.triggers as Trigger[]
  const errors = (Array.isArray(body.errors) ? body.errors : []) as TriggerError[]
  return { status: nameResult(triggers.length, errors.length), triggers, errors }
}

/** All of them come with status 200; only the body tells. */
function nameResult(triggers: number, errors: number): AppEventResult['status'] {
  if (errors === 0) return triggers === 0 ? 'no-listener' : 'queued'
  return errors < triggers ? 'partial' : 'failed'
}

function createTokens(options: AppEventsOptions, base: URL, caller: Caller): TokenSource {
  const { token, signIn, clock = systemClock } = options
  if ((token === undefined) === (signIn === undefined))
    throw invalid('token', 'or signIn is needed, and not both')
  if (signIn) return createTokenSource(() => signInAt(base, signIn, caller), clock)
  if (typeof token === 'function') {
    return {
      canRenew: true,
      get: async () => requireText(await token(), 'token', 16_384),
      refused: () => {},
    }
  }
  return fixedToken(token)
}

function fixedToken(token: unknown): TokenSource {
  const text = requireText(token, 'token', 16_384)
  return { canRenew: false, get: async () => text, refused: () => {} }
}

async function signInAt(base: URL, signIn: SignIn, caller: Caller): Promise<string> {
  requireText(signIn.password, 'signIn.password', 4_096)
  requireText('username' in signIn ? signIn.username : signIn.email, 'signIn.username or email')
  const answer = await caller.call({
    method: 'POST',
    url: below(base, '/user/auth'),
    body: encodeObject(signIn, 'signIn'),
    repeat: isTransient,
  })
  const { status } = answer
  if (status === 401 || status === 403)
    throw new BridgeError(
      'UNAUTHORIZED',
      'Appmixer refused the sign-in. Check the password, and that the user exists in this tenant',
      { data: { status }, transport: 'http' },
    )
  const body = tryParse(answer.text)
  if (status >= 200 && status < 300 && isRecord(body) && typeof body.token === 'string')
    return body.token
  throw httpError(answer, { server: 'The sign-in', secrets: [signIn.password] })
}
