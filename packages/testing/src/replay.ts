import { BridgeError, createDeferred, fromWireError } from '@drawbridge/core'
import { createFakeHost, type FakeHost, type FakeHostOptions } from './fake-host.js'
import { createFakeMiniapp, type FakeMiniapp, type FakeMiniappOptions } from './fake-miniapp.js'
import type { FakeCore } from './fake-side.js'
import type { RecordedMessage, Recording } from './recorder.js'

export interface Replay {
  /** Resolves when all of the recording has been played. Never an unhandled rejection. */
  readonly done: Promise<void>
  /** What is still to be played: the first of it is what is waited for. */
  left(): readonly RecordedMessage[]
}

/** Notifications that a played side repeats; signs of life and the like it gives by itself. */
const repeated = ['bridge/context', 'bridge/capabilities', 'bridge/lifecycle']

/**
 * The host of a recording that was made at a miniapp, for a real miniapp.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for what is no recording
 * @example
 * ```ts
 * const host = replayHost(JSON.parse(await readFile('checkout.json', 'utf8')))
 * const miniapp = createMiniapp({ appId: 'shop', connectors: [host.connector] })
 * await miniapp.request('checkout_started', order) // the recorded reply
 * await host.done
 * ```
 */
export function replayHost(recording: Recording, options: FakeHostOptions = {}): FakeHost & Replay {
  const { host, core } = createFakeHost(options)
  const { start, ...replay } = play(recording, core)
  core.whenConnected(start)
  return { ...host, ...replay }
}

/** The miniapp of a recording that was made at a host, for a real host. It begins when it connects. */
export function replayMiniapp(
  recording: Recording,
  options: FakeMiniappOptions = {},
): FakeMiniapp & Replay {
  const { miniapp, core } = createFakeMiniapp(options)
  const { start, ...replay } = play(recording, core)
  return {
    ...miniapp,
    ...replay,
    async connect(app) {
      const result = await miniapp.connect(app)
      start()
      return result
    },
  }
}

/** What the played side waits for: another message of the same kind and type from the real one. */
function nameOf({
  kind,
  method,
  type,
}: {
  kind: string
  method: string
  type?: string | undefined
}): string {
  return `${kind} ${method} ${type ?? ''}`
}

/**
 * Plays the messages that came in, in their order: each once everything that went out before it has come from
 * the real side. The n-th request of a type gets the answer of the n-th recorded one, whatever its payload.
 */
function play(recording: Recording, core: FakeCore): Replay & { start(): void } {
  if (recording?.drawbridge !== 1 || !Array.isArray(recording.messages))
    throw new BridgeError('INVALID_PAYLOAD', 'recording has no messages: make it with record()')
  const script = recording.messages.filter(
    ({ kind, direction, method }) =>
      kind !== 'control' || (direction === 'in' && repeated.includes(method)),
  )
  const done = createDeferred<void>()
  /** What came from the real side and has not been waited for yet. */
  const came = new Map<string, number>()
  /** Requests of the real side by their name, in order: ends of their answers. */
  const open = new Map<string, ((answer: RecordedMessage) => void)[]>()
  const answered = new Set<RecordedMessage['id']>()
  let position = 0
  let isStarted = false

  function arrive(name: string): void {
    came.set(name, (came.get(name) ?? 0) + 1)
    advance()
  }

  /** Takes one message of that name from what came, if there is one. */
  function take(name: string): boolean {
    const count = came.get(name) ?? 0
    if (count === 0) return false
    came.set(name, count - 1)
    return true
  }

  function requestOf(reply: RecordedMessage): RecordedMessage | undefined {
    const direction = reply.direction === 'in' ? 'out' : 'in'
    return script.find(
      (each) => each.kind === 'request' && each.direction === direction && each.id === reply.id,
    )
  }

  function say(message: RecordedMessage): void {
    const { kind, method, type, payload, id } = message
    if (kind === 'reply' || kind === 'error') {
      const request = requestOf(message)
      if (request) open.get(nameOf(request))?.shift()?.(message)
    } else if (kind === 'event') core.side.send(type ?? '', payload)
    else if (kind === 'control') core.send({ method, params: payload })
    else {
      const params =
        method === 'event'
          ? { type, payload }
          : { event: type, data: payload, _meta: { key: `${id}` } }
      const finish = (): void => {
        answered.add(id)
        advance()
      }
      core.ask(method, params).then(finish, finish)
    }
  }

  /** Whether what the real side has to say here has been said. */
  function hasCome(message: RecordedMessage): boolean {
    if (message.kind === 'reply' || message.kind === 'error') return answered.delete(message.id)
    return take(nameOf(message))
  }

  function advance(): void {
    if (!isStarted) return
    for (let next = script[position]; next; next = script[position]) {
      if (next.direction === 'out' && !hasCome(next)) return
      position++
      if (next.direction === 'in') say(next)
    }
    done.resolve()
  }

  core.side.answer('*', (_payload, received) => {
    const name = nameOf(received)
    const answer = new Promise<unknown>((resolve, reject) => {
      const ends = open.get(name) ?? []
      open.set(name, ends)
      ends.push(({ kind, payload }) =>
        kind === 'reply' ? resolve(payload) : reject(fromWireError(payload)),
      )
    })
    arrive(name)
    return answer
  })
  core.watch((received) => {
    if (received.kind === 'event') arrive(nameOf(received))
  })

  function start(): void {
    if (isStarted) return
    isStarted = true
    advance()
  }

  return { done: done.promise, left: () => script.slice(position), start }
}
