// One of the three servers of a load run, in a process of its own: `receiver`, `proxy URL` or `platform URL`. It tells its
// port to who started it.
import { createServer } from 'node:http'
import { createPlatform } from '@drawbridge/platform'
import { serve as servePlatform } from '@drawbridge/platform/node'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const [kind, url = ''] = process.argv.slice(2)
const started = { receiver, proxy, platform }[kind ?? '']
if (!started) throw new Error('Start it as receiver, proxy or platform')
started()

// What a busy machine does to the clock it does not do to this.
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: user + system })
})

/** @param {number} port */
function ready(port) {
  process.send?.({ port })
}

function receiver() {
  const server = createServer((incoming, outgoing) => {
    incoming.resume()
    incoming.on('end', () => {
      outgoing.writeHead(200, { 'Content-Type': 'application/json' })
      outgoing.end('{"transaction":"t1"}')
    })
  })
  server.listen(0, '127.0.0.1', () =>
    ready(/** @type {{ port: number }} */ (server.address()).port),
  )
}

/** As little as a proxy can do: the body there, the answer back. */
function proxy() {
  const app = new Hono()
  app.post('*', async (context) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: await context.req.text(),
    })
    return context.body(await answer.text(), 200, { 'Content-Type': 'application/json' })
  })
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => ready(port))
}

async function platform() {
  const limits = { requestsPerMinute: 1_000_000_000 }
  const serving = await servePlatform(
    createPlatform({
      miniapps: [{ appId: 'shop', secretKey: 's', allowedAddresses: ['127.0.0.1'] }],
      hosts: [{ clientId: 'super-app', secretKey: 's', receiver: { url } }],
      partnerships: [{ appId: 'shop', clientId: 'super-app' }],
      limits,
    }),
    { port: 0 },
  )
  ready(serving.port)
}
