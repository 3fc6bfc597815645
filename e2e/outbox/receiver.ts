import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closeServer, LOOPBACK, listen } from '../../scripts/loopback.mjs'
import { pageScript } from '../../scripts/page-script.mjs'

/** What a page sends. */
interface Seen {
  readonly owner: string
  readonly n: number
}

export interface Receiver {
  readonly ports: { readonly host: number; readonly shop: number; readonly sink: number }
  /** How often each event arrived and was worked on, by owner and number. */
  readonly arrivals: ReadonlyMap<string, number>
  /** What was done, where the receiver does the work of one key once. */
  readonly effects: ReadonlyMap<string, Seen>
  /** Events that came with another user's token. */
  readonly stolen: readonly Seen[]
  /** Statuses that were answered. */
  readonly statuses: ReadonlySet<number>
  /** The receiver works on, and keeps its answers back from this many effects on. */
  holdFrom(effects: number): void
  /** When so many effects are there. */
  reached(effects: number): Promise<void>
  /** All tokens are old from now on. */
  renewTokens(): void
  close(): Promise<void>
}

const pages = ['host', 'shop'] as const

/**
 * Serves the pages from two ports, and from a third gives out tokens, and takes app events as Appmixer does, on a bad day: some are
 * answered 500, one is put off with `Retry-After`, and sometimes the connection is cut when the work is done.
 */
export async function startReceiver(): Promise<Receiver> {
  const scripts = new Map<string, string>()
  for (const name of pages) {
    const entry = new URL(`./pages/${name}.ts`, import.meta.url).pathname
    scripts.set(`/${name}.js`, await pageScript(entry, { packages: 'sources' }))
  }
  const arrivals = new Map<string, number>()
  const effects = new Map<string, Seen>()
  const stolen: Seen[] = []
  const statuses = new Set<number>()
  const waiting: { readonly effects: number; resolve(): void }[] = []
  let held: (() => void)[] = []
  let limit = Number.POSITIVE_INFINITY
  let generation = 1
  let requests = 0

  function reply(response: ServerResponse, status: number, headers = {}): void {
    statuses.add(status)
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
    response.end('{"triggers":[{}]}')
  }

  function work(key: string, seen: Seen): void {
    const name = `${seen.owner} ${seen.n}`
    arrivals.set(name, (arrivals.get(name) ?? 0) + 1)
    effects.set(key, seen)
    for (const { effects: goal, resolve } of waiting) if (effects.size >= goal) resolve()
  }

  async function onEvent(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const seen = JSON.parse(Buffer.concat(chunks).toString()) as Seen
    const [user, age] = (request.headers.authorization ?? '').replace('Bearer ', '').split('-')
    if (user !== seen.owner) stolen.push(seen)
    if (Number(age) !== generation) return reply(response, 401)
    requests++
    if (requests === 120) return reply(response, 429, { 'Retry-After': '1' })
    if (requests % 90 === 0) return reply(response, 500)
    work(String(request.headers['idempotency-key']), seen)
    if (requests % 70 === 0) {
      // With the beginning of an answer: a request whose connection ends without any, Chromium sends again by itself.
      response.writeHead(200, { 'Content-Length': '16' })
      return void response.write('{', () => request.socket.destroy())
    }
    if (effects.size <= limit) return reply(response, 200)
    held.push(() => reply(response, 200))
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server.invalid')
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After')
    if (request.method === 'OPTIONS') {
      response.setHeader(
        'Access-Control-Allow-Headers',
        'authorization, content-type, idempotency-key',
      )
      response.setHeader('Access-Control-Max-Age', '600')
      return void response.writeHead(204).end()
    }
    if (request.method === 'POST') return onEvent(request, response)
    if (pathname === '/token') return void response.end(`${searchParams.get('user')}-${generation}`)
    const script = scripts.get(pathname)
    response.setHeader('Content-Type', `text/${script ? 'javascript' : 'html'}; charset=utf-8`)
    const tag = `<!doctype html><title>${pathname}</title><body><script type="module" src="${pathname}.js"></script>`
    response.end(script ?? tag)
  }

  // Requests that wait for their answer must not keep a page from being loaded.
  const servers = [...pages, 'sink'].map(() =>
    createServer((request, response) => void answer(request, response)),
  )
  const [host = 0, shop = 0, sink = 0] = await Promise.all(servers.map((server) => listen(server)))

  return {
    ports: { host, shop, sink },
    arrivals,
    effects,
    stolen,
    statuses,
    holdFrom(next) {
      limit = next
      const late = held
      held = []
      for (const send of late) send()
    },
    reached: (goal) =>
      new Promise((resolve) => {
        if (effects.size >= goal) resolve()
        else waiting.push({ effects: goal, resolve })
      }),
    renewTokens() {
      generation++
    },
    async close() {
      await Promise.all(servers.map(closeServer))
    },
  }
}

export { LOOPBACK }
