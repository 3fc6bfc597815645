// How much the platform costs: events of 1 kB through it, against a bare proxy handler of the same framework, three runs
// each in turns, all on this machine. Prints every run; fails under half of the throughput or over three times the p99. The
// processor's time for each event tells the same on a machine that is busy with something else.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'

const RUNS = 3
const EVENTS = Number(process.env.DRAWBRIDGE_EVENTS ?? 5_000)
const CONNECTIONS = 16
const PATH = '/api/v1/event-bridge/miniapp/'

const event = { app_id: 'shop', client_id: 'super-app', event_type: 'order_created' }
const filler = 'x'.repeat(1_024 - JSON.stringify({ ...event, payload: { text: '' } }).length)
const body = JSON.stringify({ ...event, payload: { text: filler } })

/** @type {import('node:child_process').ChildProcess[]} */
const children = []
try {
  const { port: receiver } = await start('receiver')
  const servers = {
    proxy: await start('proxy', `http://127.0.0.1:${receiver}/`),
    platform: await start('platform', `http://127.0.0.1:${receiver}/`),
  }
  /** @type {{ proxy: Run[], platform: Run[] }} */
  const runs = { proxy: [], platform: [] }
  for (const server of Object.values(servers)) await load(server, Math.ceil(EVENTS / 5))
  for (let run = 0; run < RUNS; run++) {
    for (const name of /** @type {const} */ (['proxy', 'platform'])) {
      const result = await load(servers[name], EVENTS)
      runs[name].push(result)
      console.log(
        `${name.padEnd(9)} ${result.perSecond.toFixed(0).padStart(6)} events/s   p50 ${result.p50.toFixed(1)} ms   p99 ${result.p99.toFixed(1)} ms   cpu ${result.cpu.toFixed(0)} µs`,
      )
    }
  }
  const throughput = median(runs.platform, 'perSecond') / median(runs.proxy, 'perSecond')
  const p99 = median(runs.platform, 'p99') / median(runs.proxy, 'p99')
  const cpu = median(runs.platform, 'cpu') / median(runs.proxy, 'cpu')
  console.log(
    `\nmedian of ${RUNS}: throughput ${throughput.toFixed(2)} of the bare proxy (at least 0.5), p99 ${p99.toFixed(2)} times its (at most 3), cpu ${cpu.toFixed(2)} times its`,
  )
  if (throughput < 0.5 || p99 > 3) process.exitCode = 1
} finally {
  for (const child of children) child.kill()
}

/**
 * @param {string} kind
 * @param {string[]} args
 * @returns {Promise<Server>}
 */
async function start(kind, ...args) {
  const child = fork(fileURLToPath(new URL('./server.mjs', import.meta.url)), [kind, ...args])
  children.push(child)
  const [message] = await once(child, 'message')
  return { port: message.port, child }
}

/** @param {Server} server */
async function cpuOf({ child }) {
  child.send('cpu')
  const [message] = await once(child, 'message')
  return message.cpu
}

/**
 * @typedef {{ port: number, child: import('node:child_process').ChildProcess }} Server
 * @typedef {{ perSecond: number, p50: number, p99: number, cpu: number }} Run `cpu` is microseconds for each event
 *
 * @param {Server} server
 * @param {number} count
 * @returns {Promise<Run>}
 */
async function load(server, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  /** @type {number[]} */
  const times = []
  let left = count
  const cpuBefore = await cpuOf(server)
  const since = performance.now()
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (left-- > 0) {
        const sent = performance.now()
        await send(server.port, agent)
        times.push(performance.now() - sent)
      }
    }),
  )
  const seconds = (performance.now() - since) / 1_000
  agent.destroy()
  times.sort((a, b) => a - b)
  const at = (/** @type {number} */ part) => times[Math.floor(part * (times.length - 1))] ?? 0
  const cpu = ((await cpuOf(server)) - cpuBefore) / count
  return { perSecond: count / seconds, p50: at(0.5), p99: at(0.99), cpu }
}

/**
 * @param {number} port
 * @param {Agent} agent
 * @returns {Promise<void>}
 */
function send(port, agent) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length }
    const outgoing = request(
      { host: '127.0.0.1', port, path: PATH, method: 'POST', agent, headers },
      (incoming) => {
        incoming.resume()
        incoming.on('end', () =>
          incoming.statusCode === 200
            ? resolve()
            : reject(new Error(`answered ${incoming.statusCode}`)),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/**
 * @param {Run[]} runs
 * @param {keyof Run} figure
 */
function median(runs, figure) {
  return runs.map((run) => run[figure]).sort((a, b) => a - b)[Math.floor(runs.length / 2)] ?? 0
}
