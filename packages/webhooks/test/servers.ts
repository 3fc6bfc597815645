import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** Anything of Node that listens: `http.Server`, what Express and Hono make of it. */
interface Listening {
  readonly listening: boolean
  address(): AddressInfo | string | null
  close(): unknown
  closeAllConnections?(): void
}

/** The address of a server that is gone after the test. */
export async function addressOf(server: Listening & NodeJS.EventEmitter): Promise<string> {
  if (!server.listening) await once(server, 'listening')
  onTestFinished(async () => {
    server.close()
    server.closeAllConnections?.()
  })
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

export function listen(listener: RequestListener): Promise<string> {
  return addressOf(createServer(listener).listen(0, '127.0.0.1'))
}

/** Everything that a server says to these bytes until it hangs up. */
export async function talk(address: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  // A server that hangs up while it is written to is an answer too.
  socket.on('error', () => {})
  socket.write(bytes)
  return text(socket)
}
