// Requests that are almost good ones, to every kind of receiver: each gets an answer, none a 500, and what was changed
// after it was signed is never taken.
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mutateText, mutateValue } from '../../testing/proof/mutate.js'
import { createRandom, type Random } from '../../testing/src/random.js'
import { createBoxoReceiver } from '../src/boxo.js'
import { createCloudElementsReceiver } from '../src/cloud-elements.js'
import {
  createWebhookRouter,
  type LogEntry,
  type Receive,
  type WebhookDefinition,
} from '../src/index.js'
import { cloudElements, providers } from '../src/providers.js'
import { makeSamples } from '../src/samples.js'
import { signSample } from '../src/sign.js'

const REQUESTS = Number(process.env.DRAWBRIDGE_FUZZ ?? 5_000)
const SEED = Number(process.env.DRAWBRIDGE_SEED ?? 1)
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

interface Target {
  readonly url: string
  readonly receive: Receive
  /** How good requests are signed; without: by a header that is the same for all. */
  readonly definition?: WebhookDefinition
  readonly headers?: Record<string, string>
  readonly body: unknown
  readonly isForm?: boolean
}

const log: LogEntry[] = []
const samples = makeSamples()
const common = { log: (entry: LogEntry) => void log.push(entry), maxBodyBytes: 20_000 }

function makeTargets(): Target[] {
  const secrets = new Proxy<Record<string, string>>(
    {},
    { getOwnPropertyDescriptor: () => ({ configurable: true, value: SECRET }), get: () => SECRET },
  )
  const router = createWebhookRouter(providers, {
    ...common,
    baseUrl: 'https://a.example',
    config: secrets,
    handlers: { '*': () => {} },
    customers: { getOrCreate: (customer) => customer },
  })
  const ofProviders = Object.entries(providers).map(([ns, definition]) => ({
    url: router.webhookUrl(ns),
    receive: router,
    definition,
    ...samples[ns],
    body: samples[ns]?.body,
  }))
  const boxo: Target = {
    url: 'https://a.example/boxo',
    receive: createBoxoReceiver({
      ...common,
      appId: 'app_id',
      secretKey: 'secret_key',
      handlers: { '*': (event) => event },
    }),
    headers: { authorization: 'Basic YXBwX2lkOnNlY3JldF9rZXk=' },
    body: { app_id: 'app_id', client_id: 'c', event_type: 'a', payload: { b: [1] } },
  }
  const elements: Target = {
    url: 'https://a.example/elements',
    receive: createCloudElementsReceiver({ ...common, signatureKey: SECRET, onEvent: () => {} }),
    definition: cloudElements,
    body: samples.cloudElements?.body,
  }
  const slash: Target = {
    url: router.webhookUrl('slack'),
    receive: router,
    definition: providers.slack as WebhookDefinition,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: { command: '/sample', trigger_id: '1', text: 'a b' },
    isForm: true,
  }
  return [...ofProviders, boxo, elements, slash]
}

interface Attempt {
  readonly request: Request
  /** The body is not the one that was signed. */
  readonly isForged: boolean
}

const MEDIA = [
  'text/html',
  'application/x-www-form-urlencoded',
  'application/json;',
  '',
  'a/b+json',
  '\u00ff',
]
const METHODS = ['GET', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH']

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.between(0, list.length - 1)] as T
}

/** As the form that the body of a provider is, or as JSON with whatever was done to it. */
function write({ isForm }: Target, body: unknown): string {
  return isForm
    ? new URLSearchParams(
        Object.entries(Object(body)).map(([key, value]) => [
          key,
          typeof value === 'string' ? value : '',
        ]),
      ).toString()
    : (JSON.stringify(body) ?? '')
}

async function nextAttempt(random: Random, target: Target, count: number): Promise<Attempt> {
  const value = random.chance(0.7) ? mutateValue(random, target.body) : target.body
  const text = random.chance(0.1) ? mutateText(random, write(target, value)) : write(target, value)
  const signedBytes = new TextEncoder().encode(text)
  const good = target.definition
    ? await signSample(target.url, target.definition, {
        secret: SECRET,
        body: signedBytes,
        id: `msg_${count}`,
        headers: target.headers ?? {},
      })
    : new Request(target.url, { method: 'POST', headers: target.headers ?? {} })
  const headers = new Headers(good.headers)
  mutateHeaders(random, headers)
  const bytes = random.chance(0.2) ? mutateBytes(random, signedBytes) : signedBytes
  const method = random.chance(0.02) ? pick(random, METHODS) : 'POST'
  const url = random.chance(0.05)
    ? `${target.url}${pick(random, ['/', '?a=%', '?e=1&e=2'])}`
    : target.url
  const isForged = Buffer.compare(Buffer.from(bytes), Buffer.from(signedBytes)) !== 0
  return {
    isForged,
    request: new Request(url, {
      method,
      headers,
      ...(method === 'GET' || method === 'HEAD'
        ? {}
        : { body: bodyOf(random, bytes), duplex: 'half' }),
    } as RequestInit),
  }
}

function mutateHeaders(random: Random, headers: Headers): void {
  const names = [...headers.keys()]
  for (const name of names) {
    if (!random.chance(0.07)) continue
    const value = headers.get(name) ?? ''
    if (random.chance(0.2)) headers.delete(name)
    else if (random.chance(0.3)) headers.append(name, value)
    else
      headers.set(name, mutateText(random, value).replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, 'x'))
  }
  if (random.chance(0.05)) headers.set('content-type', pick(random, MEDIA))
  if (random.chance(0.03))
    headers.set('content-length', pick(random, ['1e9', '-1', 'x', '99999999']))
}

function mutateBytes(random: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes)
  if (random.chance(0.1)) return new Uint8Array(random.between(0, 30_000))
  if (copy.length > 0) copy[random.between(0, copy.length - 1)] = random.between(0, 255)
  return random.chance(0.3) ? copy.slice(0, random.between(0, copy.length)) : copy
}

/** Whole, in pieces, or broken off. */
function bodyOf(random: Random, bytes: Uint8Array<ArrayBuffer>): BodyInit {
  if (random.chance(0.7)) return bytes
  const breaksOff = random.chance(0.2)
  const pieces = Array.from({ length: random.between(1, 5) }, () => random.between(0, bytes.length))
  const cuts = [0, ...pieces.sort((a, b) => a - b), bytes.length]
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const [at, cut] of cuts.slice(1).entries())
        controller.enqueue(bytes.subarray(cuts[at], cut))
      if (breaksOff) controller.error(new Error('reset'))
      else controller.close()
    },
  })
}

const uncaught: unknown[] = []
const onUncaught = (error: unknown): void => void uncaught.push(error)
beforeEach(() => {
  process.on('uncaughtException', onUncaught)
  process.on('unhandledRejection', onUncaught)
})
afterEach(() => {
  process.off('uncaughtException', onUncaught)
  process.off('unhandledRejection', onUncaught)
})

const allowed = new Set([200, 400, 401, 404, 405, 413, 415])

test(`${REQUESTS} mutated requests, DRAWBRIDGE_SEED=${SEED}`, async () => {
  console.log(`${REQUESTS} mutated requests, DRAWBRIDGE_SEED=${SEED}`)
  const random = createRandom(SEED)
  const targets = makeTargets()
  const statuses = new Map<number, number>()
  for (let count = 1; count <= REQUESTS; count += 1) {
    const target = pick(random, targets)
    const { request, isForged } = await nextAttempt(random, target, count)
    log.length = 0
    const where = `Request ${count} (DRAWBRIDGE_SEED=${SEED}) to ${target.url}`
    const { status } = await target.receive(request)
    if (!allowed.has(status) || uncaught.length > 0)
      throw new Error(`${where} gave ${status}`, { cause: uncaught[0] ?? log.at(-1)?.error })
    if (isForged && target.definition?.verification.type !== 'header-token' && target.definition)
      expect([where, status]).not.toEqual([where, 200])
    if (inspect(log, { depth: 9 }).includes(SECRET))
      throw new Error(`${where} put the secret into the log`)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  // Many get past the signature: else only the door was tried.
  expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 4)
  expect([...statuses.keys()].sort()).toEqual([...allowed].sort())
})
