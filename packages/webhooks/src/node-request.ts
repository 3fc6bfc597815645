/** What is needed of Node's `IncomingMessage`. */
export interface NodeRequest {
  readonly httpVersionMajor: number
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[]
  /** Whether all of it has arrived. */
  readonly complete: boolean
  /** Whether somebody has read from it. */
  readonly readableDidRead: boolean
  on(event: string, listener: (value?: unknown) => void): unknown
  pause(): unknown
  resume(): unknown
}

/** What frameworks say beside Node: an address that is whole, bytes that were kept. */
export interface RequestFacts {
  readonly url?: string | undefined
  readonly bytes?: Uint8Array | undefined
}

/** Methods that exist and that `Request` refuses. */
const unknowable = ['CONNECT', 'TRACE', 'TRACK']
const USED = 'read by somebody before'

/** A web-standard request over a Node one, or the answer to one that has no such form. */
export function makeRequest(
  incoming: NodeRequest,
  { url = incoming.url ?? '/', bytes }: RequestFacts = {},
): Request | Response {
  const { method = 'GET' } = incoming
  if (unknowable.includes(method.toUpperCase())) return new Response(null, { status: 405 })
  const isBodiless = method === 'GET' || method === 'HEAD'
  const isUsed = !bytes && !isBodiless && incoming.readableDidRead
  try {
    const request = new Request(addressOf(url), {
      method,
      headers: headersOf(incoming),
      body: isBodiless ? null : (bytes ?? (isUsed ? USED : streamOf(incoming))),
      duplex: 'half',
    } as RequestInit)
    // What is gone cannot be verified: the receiver shall see that, and say what to do.
    if (isUsed) request.body?.cancel().catch(() => {})
    return request
  } catch {
    return new Response(null, { status: 400 })
  }
}

/** Receivers look at path and query only, so the host, which the sender chooses, does not count. */
function addressOf(url: string): URL {
  return URL.canParse(url)
    ? new URL(url)
    : new URL(`http://localhost${url.startsWith('/') ? '' : '/'}${url}`)
}

function headersOf({ rawHeaders }: NodeRequest): Headers {
  const headers = new Headers()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    // HTTP/2 has the method and the path among its headers, with a colon.
    if (!name.startsWith(':')) headers.append(name, rawHeaders[at + 1] as string)
  }
  return headers
}

/** Not by iterating: an iterator that stops early destroys the connection, and with it the response. */
function streamOf(incoming: NodeRequest): ReadableStream<Uint8Array> {
  const expected = lengthOf(incoming)
  let length = 0
  let isOver = false
  const end = (settle: () => void): void => {
    if (!isOver) settle()
    isOver = true
  }
  return new ReadableStream<Uint8Array>({
    start(controller) {
      incoming.on('data', (chunk) => {
        if (isOver) return
        length += (chunk as Uint8Array).length
        controller.enqueue(chunk as Uint8Array)
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause()
      })
      const fail = (cause?: unknown): void =>
        end(() => controller.error(new Error('the connection ended early', { cause })))
      incoming.on('end', () => {
        // Node's HTTP/2 says that a body ended when it broke off.
        if (expected !== undefined && length !== expected) fail()
        else end(() => controller.close())
      })
      incoming.on('error', fail)
      incoming.on('close', () => fail())
    },
    pull() {
      incoming.resume()
    },
    cancel() {
      isOver = true
      incoming.pause()
    },
  })
}

function lengthOf({ rawHeaders }: NodeRequest): number | undefined {
  const at = rawHeaders.findIndex((text, at) => at % 2 === 0 && /^content-length$/i.test(text))
  return at === -1 ? undefined : Number(rawHeaders[at + 1])
}
