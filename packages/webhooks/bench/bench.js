// Verified and deduped requests per second, as a ratio to a bare handler that hashes the body. Rounds of the two take
// turns, so that what else the machine does meets both. Run it after `npm run build`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createWebhookReceiver } from '@drawbridge/webhooks'
import { definition, makeDelivery, secret } from './deliveries.js'

const ROUNDS = 9
const REQUESTS = 2_000
const CONNECTIONS = 16

/** @typedef {Awaited<ReturnType<typeof makeDelivery>>} Delivery */

/** @type {Delivery[]} */
const deliveries = []
for (let at = 0; at < (ROUNDS + 1) * REQUESTS; at += 1) deliveries.push(await makeDelivery(`${at}`))

await overHttp()
await inProcess()

async function overHttp() {
  const child = spawn(process.execPath, [fileURLToPath(new URL('servers.js', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  /** @type {number[]} */
  const [bare = 0, receiver = 0] = JSON.parse(String(line))
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  await compare('over HTTP', (port) => (delivery) => post(agent, port, delivery), bare, receiver)
  agent.destroy()
  child.kill()
}

async function inProcess() {
  /** @param {Request} request */
  const bare = async (request) => {
    await crypto.subtle.digest('SHA-256', await request.arrayBuffer())
    return new Response('{"ok":true}')
  }
  const receive = createWebhookReceiver(definition, {
    config: { secret },
    handlers: { '*': () => {} },
  })
  await compare(
    'in the process',
    (handler) => async (delivery) => {
      const { status } = await handler(
        new Request('http://localhost', { method: 'POST', ...delivery }),
      )
      if (status !== 200) throw new Error(`The answer was ${status}`)
    },
    bare,
    receive,
  )
}

/**
 * @template T
 * @param {string} where
 * @param {(target: T) => (delivery: Delivery) => Promise<void>} sendTo
 * @param {T} bare
 * @param {T} receiver
 */
async function compare(where, sendTo, bare, receiver) {
  // A round that does not count, in which everything is compiled.
  for (const target of [bare, receiver]) await rate(sendTo(target), 0)
  /** @type {number[]} */
  const ratios = []
  /** @type {number[][]} */
  const rates = [[], []]
  for (let round = 1; round <= ROUNDS; round += 1) {
    // Who begins alternates too.
    const order = round % 2 === 0 ? [bare, receiver] : [receiver, bare]
    const measured = [
      await rate(sendTo(order[0] ?? bare), round),
      await rate(sendTo(order[1] ?? bare), round),
    ]
    if (round % 2 !== 0) measured.reverse()
    const [ofBare = 1, ofReceiver = 0] = measured
    rates[0]?.push(ofBare)
    rates[1]?.push(ofReceiver)
    ratios.push(ofReceiver / ofBare)
  }
  const [ofBare = 0, ofReceiver = 0] = rates.map(median)
  console.log(
    `${where}: verified and deduped ${ofReceiver.toFixed(0)}/s, bare ${ofBare.toFixed(0)}/s, ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), medians of ${ROUNDS} rounds of ${REQUESTS}`,
  )
}

/**
 * @param {(delivery: Delivery) => Promise<void>} send
 * @param {number} round
 * @returns {Promise<number>} requests per second
 */
async function rate(send, round) {
  const waiting = deliveries.slice(round * REQUESTS, (round + 1) * REQUESTS)
  const began = performance.now()
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await send(next)
    }),
  )
  return (REQUESTS * 1_000) / (performance.now() - began)
}

/**
 * @param {Agent} agent
 * @param {number} port
 * @param {Delivery} delivery
 * @returns {Promise<void>}
 */
function post(agent, port, { body, headers }) {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) }
    const options = {
      agent,
      host: '127.0.0.1',
      port,
      method: 'POST',
      headers: { ...headers, ...length },
    }
    const sent = request(options, (response) => {
      response.resume()
      response.on('end', () =>
        response.statusCode === 200
          ? resolve()
          : reject(new Error(`The answer was ${response.statusCode}`)),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
