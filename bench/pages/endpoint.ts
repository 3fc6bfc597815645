import type { Arrivals, BurstEvent, FrameSide, Service } from './sides.js'

const REPLY = 0
const CONNECT = 1
const ECHO = 2
const TELL = 3
const ARRIVED = 4

export type Message = readonly [kind: number, value: unknown]

/** A frame's page only echoes. */
type Answers = Partial<Service> & Pick<Service, 'echo'>

/** One end of a bare echo: as little as there can be between a call and `postMessage`. */
export interface Endpoint {
  receive(message: Message): void
  connect(): Promise<unknown>
  readonly side: FrameSide
}

/** Replies come in the order of the requests, so that these need no ids. */
export function createEndpoint(
  post: (message: Message) => void,
  service: Answers,
  connected?: () => void,
): Endpoint {
  let waiting: ((value: unknown) => void)[] = []
  let next = 0

  function ask(kind: number, value: unknown): Promise<unknown> {
    return new Promise((resolve) => {
      waiting.push(resolve)
      post([kind, value])
    })
  }

  return {
    receive([kind, value]) {
      if (kind === REPLY) {
        waiting[next++]?.(value)
        if (next < waiting.length) return
        waiting = []
        next = 0
      } else if (kind === TELL) service.tell?.(value as BurstEvent)
      else if (kind === ECHO) post([REPLY, service.echo(value)])
      else if (kind === ARRIVED) post([REPLY, service.arrived?.()])
      else {
        post([REPLY, null])
        connected?.()
      }
    },
    connect: () => ask(CONNECT, null),
    side: {
      ask: (payload) => ask(ECHO, payload),
      tell: (event) => post([TELL, event]),
      arrived: () => ask(ARRIVED, null) as Promise<Arrivals>,
    },
  }
}

/** A bare echo over a port: one post for each message, or one for what is said in one turn. */
export function portEndpoint(
  port: MessagePort,
  isBatched: boolean,
  ...rest: [Answers, connected?: () => void]
): Endpoint {
  if (!isBatched) {
    const endpoint = createEndpoint((message) => port.postMessage(message), ...rest)
    port.onmessage = ({ data }) => endpoint.receive(data as Message)
    return endpoint
  }
  const endpoint = createEndpoint(
    batched((messages) => port.postMessage(messages)),
    ...rest,
  )
  port.onmessage = ({ data }) => {
    for (const message of data as Message[]) endpoint.receive(message)
  }
  return endpoint
}

function batched(post: (messages: readonly Message[]) => void): (message: Message) => void {
  let queue: Message[] = []
  const flush = (): void => {
    const messages = queue
    queue = []
    post(messages)
  }
  return (message) => {
    if (queue.length === 0) queueMicrotask(flush)
    queue.push(message)
  }
}
