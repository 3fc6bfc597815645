// Two servers in a process of their own, so that who asks does not slow down who answers. Prints their ports.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { createWebhookReceiver } from '@drawbridge/webhooks'
import { toNodeHandler } from '@drawbridge/webhooks/node'
import { definition, secret } from './deliveries.js'

/** The least that a handler can do: it hashes the body and answers. */
const bare = createServer((request, response) => {
  const hash = createHash('sha256')
  request.on('data', (chunk) => hash.update(chunk))
  request.on('end', () => {
    hash.digest()
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
    response.end('{"ok":true}')
  })
})

const receive = createWebhookReceiver(definition, {
  config: { secret },
  handlers: { '*': () => {} },
})
const receiver = createServer(toNodeHandler(receive))

for (const server of [bare, receiver])
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
const ports = [bare, receiver].map((server) => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
})
console.log(JSON.stringify(ports))
