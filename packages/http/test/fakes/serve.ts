import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly method: string
  /** As it came: still percent-encoded, with its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text goes out as it is, anything else as JSON. */
  readonly body?: unknown
}

/** What happens to one request instead of an answer: nothing at all, or the connection breaks, before or amid it. */
export type Trouble = Ended | (() => Ended)

type Ended = Reply | 'silence' | 'drop' | 'cut'

export interface Served {
  readonly url: string
  readonly requests: Received[]
  /** Comes over the next requests, one each, before the server itself answers again. */
  readonly troubles: Trouble[]
  close(): Promise<void>
}

/** A real server on this machine, closed when the test ends. */
export async function serve(
  answer: (request: Received) => Reply | Promise<Reply>,
): Promise<Served> {
  const requests: Received[] = []
  const troubles: Trouble[] = []
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const { method = '', url: path = '', headers } = incoming
    const request = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') }
    requests.push(request)
    const next = troubles.shift()
    const trouble = typeof next === 'function' ? next() : next
    if (trouble === 'silence') return
    if (trouble === 'drop') return void incoming.socket.destroy()
    const reply = trouble === undefined || trouble === 'cut' ? await answer(request) : trouble
    const { status = 200, body } = reply
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
    outgoing.writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
      ...reply.headers,
    })
    if (trouble !== 'cut') return void outgoing.end(text)
    outgoing.write(text.slice(0, -1), () => incoming.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, requests, troubles, close }
}

/** The same for a function from `Request` to `Response`. */
export function serveHandler(handle: (request: Request) => Promise<Response>): Promise<Served> {
  return serve(async ({ path, method, headers, body }) => {
    const request = new Request(`http://localhost${path}`, {
      method,
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, `${value}`]),
      body,
    })
    const response = await handle(request)
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }
  })
}
