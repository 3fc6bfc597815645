import { below, requireAddress } from './address.js'
import {
  type Answer,
  type Attempt,
  type Call,
  type CallerOptions,
  createCaller,
  isTransient,
} from './caller.js'
import { invalid, isRecord, requireText, tryParse } from './check.js'
import {
  type ElementEvent,
  encodeInstance,
  encodePatch,
  type Instance,
  type InstanceConfiguration,
  type NewInstance,
} from './element-instance.js'
import { httpError } from './http-error.js'

export type {
  ElementEvent,
  Instance,
  InstanceConfiguration,
  NewInstance,
} from './element-instance.js'
export { type OauthGrant, readOauthCallback } from './oauth-callback.js'
export { redact } from './redact.js'

export interface CloudElementsOptions extends CallerOptions {
  /** @default 'https://api.cloud-elements.com/elements/api-v2' */
  readonly baseUrl?: string
  /** Your user's secret, with the one of your organization; or with the token of the one instance that it is about. */
  readonly authorization:
    | { readonly user: string; readonly organization: string }
    | { readonly user: string; readonly element: string }
}

/** Names an instance; left out, it is the one whose token is used. */
export type InstanceId = number | string | undefined

export interface OauthUrlOptions {
  readonly apiKey: string
  readonly apiSecret: string
  readonly callbackUrl: string
  /** Comes back with the code, so that you know whose it is. */
  readonly state?: string
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** Every answer may hold secrets (`token`, `configuration`): log it through `redact`. */
export interface CloudElements {
  /** The page on which a user grants access; the code comes back to `callbackUrl`. */
  oauthUrl(elementKey: string, options: OauthUrlOptions, call?: CallOptions): Promise<string>
  /**
   * Makes an instance, from an object or from JSON text. It is sent once, whatever happens: the code is for one use,
   * and a second success would make a second instance.
   */
  createInstance(instance: NewInstance | string, call?: CallOptions): Promise<Instance>
  getInstance(id?: InstanceId, call?: CallOptions): Promise<Instance>
  updateInstance(
    id: InstanceId,
    changes: { readonly configuration: InstanceConfiguration },
    call?: CallOptions,
  ): Promise<Instance>
  deleteInstance(id?: InstanceId, call?: CallOptions): Promise<void>
  listEvents(
    id?: InstanceId,
    page?: { readonly pageSize?: number },
    call?: CallOptions,
  ): Promise<readonly ElementEvent[]>
  getEvent(id: InstanceId, eventId: number | string, call?: CallOptions): Promise<ElementEvent>
}

const DEFAULT_BASE = 'https://api.cloud-elements.com/elements/api-v2'

export function createCloudElements(options: CloudElementsOptions): CloudElements {
  const base = requireAddress(options.baseUrl ?? DEFAULT_BASE, 'baseUrl')
  const { header: Authorization, secrets } = authorize(options.authorization)
  const caller = createCaller(options, secrets)

  async function ask(
    method: Call['method'],
    url: URL,
    { signal }: CallOptions = {},
    body?: string,
    more: readonly string[] = [],
  ): Promise<unknown> {
    const answer = await caller.call({
      method,
      url,
      signal,
      headers: () => ({ Authorization }),
      ...(body !== undefined && { body }),
      repeat: (attempt: Attempt) => method !== 'POST' && isTransient(attempt),
    })
    return readAnswer(answer, [...secrets, ...more])
  }

  /** The address of an instance, and what stands below it. */
  function instances(id: InstanceId, path = ''): URL {
    if (id === undefined) {
      if (!('element' in options.authorization))
        throw invalid('id', 'is needed, unless you authorize with the token of an instance')
      return below(base, `/instances${path}`)
    }
    return below(base, `/instances/${idText(id, 'id')}${path}`)
  }

  return {
    async oauthUrl(elementKey, { apiKey, apiSecret, callbackUrl, state }, call) {
      const key = encodeURIComponent(requireText(elementKey, 'elementKey'))
      const url = below(base, `/elements/${key}/oauth/url`)
      url.searchParams.set('apiKey', requireText(apiKey, 'apiKey', 4_096))
      url.searchParams.set('apiSecret', requireText(apiSecret, 'apiSecret', 4_096))
      url.searchParams.set('callbackUrl', requireText(callbackUrl, 'callbackUrl', 4_096))
      if (state !== undefined) url.searchParams.set('state', requireText(state, 'state', 4_096))
      const body = await ask('GET', url, call, undefined, [apiSecret])
      if (isRecord(body) && typeof body.oauthUrl === 'string') return body.oauthUrl
      throw invalid('elementKey', `names no element with OAuth: the answer has no oauthUrl`)
    },
    async createInstance(instance, call) {
      const { body, secrets: more } = encodeInstance(instance)
      return (await ask('POST', below(base, '/instances'), call, body, more)) as Instance
    },
    getInstance: async (id, call) => (await ask('GET', instances(id), call)) as Instance,
    async updateInstance(id, changes, call) {
      const { body, secrets: more } = encodePatch(changes)
      return (await ask('PATCH', instances(id), call, body, more)) as Instance
    },
    async deleteInstance(id, call) {
      await ask('DELETE', instances(id), call)
    },
    async listEvents(id, { pageSize } = {}, call) {
      const url = instances(id, '/events')
      if (pageSize !== undefined) url.searchParams.set('pageSize', String(pageSize))
      return (await ask('GET', url, call)) as readonly ElementEvent[]
    },
    getEvent: async (id, eventId, call) =>
      (await ask(
        'GET',
        instances(id, `/events/${idText(eventId, 'eventId')}`),
        call,
      )) as ElementEvent,
  }
}

function authorize(given: CloudElementsOptions['authorization']): {
  readonly header: string
  readonly secrets: readonly string[]
} {
  if (!isRecord(given)) throw invalid('authorization', 'must hold user and organization or element')
  const secret = (name: 'user' | 'organization' | 'element'): string => {
    const text = requireText(
      (given as Record<string, unknown>)[name],
      `authorization.${name}`,
      4096,
    )
    // A comma would begin another pair, a line another header.
    if (/[,\s]/.test(text))
      throw invalid(`authorization.${name}`, 'must not hold commas or white space')
    return text
  }
  const user = secret('user')
  const kind = 'element' in given ? 'element' : 'organization'
  const other = secret(kind)
  const scheme = kind === 'element' ? 'Element' : 'Organization'
  return { header: `User ${user}, ${scheme} ${other}`, secrets: [user, other] }
}

function readAnswer(answer: Answer, secrets: readonly string[]): unknown {
  const { status, text } = answer
  if (status >= 200 && status < 300) return text === '' ? undefined : tryParse(text)
  throw httpError(answer, {
    server: 'Cloud Elements',
    secrets,
    remedies: {
      401: 'Check the secrets of user and organization, or the token of the instance',
      403: 'The provider refused. Check what its user has granted',
      409: 'It exists already',
    },
  })
}

function idText(id: number | string, field: string): string {
  if (Number.isSafeInteger(id)) return String(id)
  return encodeURIComponent(requireText(id, field))
}
