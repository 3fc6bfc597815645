// Receivers where there is nothing but the web's own globals: no Buffer, no process, no module of Node.
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { signed, signedRequest } from '../test/deliveries.js'
import type * as all from '../test/everything.js'

type Everything = typeof all

/** What Bun, Deno and edge runtimes have as well. */
const globals = {
  AbortController,
  AbortSignal,
  atob,
  btoa,
  clearInterval,
  clearTimeout,
  crypto,
  Headers,
  performance,
  ReadableStream,
  Request,
  Response,
  setInterval,
  setTimeout,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  // Streams hand over arrays of this realm.
  Uint8Array,
}

async function loadEverything(): Promise<Everything> {
  const entry = fileURLToPath(new URL('../test/everything.ts', import.meta.url))
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['drawbridge-source'] },
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'everything' } },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const chunk = output && 'output' in output ? output.output[0] : undefined
  return runInNewContext(`${chunk?.code};everything`, { ...globals }) as Everything
}

const everything = await loadEverything()

test('GitHub’s published signature', async () => {
  const receive = everything.createWebhookReceiver(everything.github, {
    config: { webhookSecret: "It's a Secret to Everybody" },
    handlers: {},
  })
  const send = async (body: string) => {
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'
    const headers = { 'x-hub-signature-256': signature, 'content-type': 'application/json' }
    return (await receive(new Request('https://a.example', { method: 'POST', headers, body })))
      .status
  }
  // It is verified, and then no JSON.
  expect([await send('Hello, World!'), await send('Hello, world!')]).toEqual([400, 401])
})

test('a delivery from the first byte to its customer', async () => {
  const events: unknown[] = []
  const receive = everything.createWebhookReceiver(
    { ...signed, customerExtraction: { mapping: { code: 'id', birthDate: 'born' } } },
    {
      config: { secret: 's' },
      customers: { getOrCreate: ({ code }) => `customer ${code}` },
      handlers: { a: ({ name, customer }) => void events.push([name, customer]) },
    },
  )
  const body = '{"event":"a","id":12345678901234567890,"born":"2000-01-01"}'
  for (const _ of [1, 2]) expect((await receive(await signedRequest(body))).status).toBe(200)
  expect(events).toEqual([['a', 'customer 12345678901234567890']])
})

test('Boxo and Cloud Elements', async () => {
  const receiveBoxo = everything.createBoxoReceiver({
    appId: 'app_id',
    secretKey: 'secret_key',
    handlers: { '*': ({ payload }) => payload },
  })
  const event = { app_id: 'app_id', client_id: 'c', event_type: 'a', payload: { b: 1 } }
  const authorization = 'Basic YXBwX2lkOnNlY3JldF9rZXk='
  const post = (body: object, headers: Record<string, string> = {}) =>
    new Request('https://a.example', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  expect(await (await receiveBoxo(post(event, { authorization }))).json()).toEqual({ b: 1 })
  const ids: unknown[] = []
  const receiveElements = everything.createCloudElementsReceiver({
    signatureKey: null,
    onEvent: ({ objectId }) => void ids.push(objectId),
  })
  const notification = { message: { eventId: '1', events: [{ objectId: 'o' }] } }
  expect((await receiveElements(post(notification))).status).toBe(200)
  expect(ids).toEqual(['o'])
})
