import { largePayload, small } from './payloads.js'
import type { FrameHalf, FrameSide } from './sides.js'

/** What a driver asks of a frame's page, by name. Times are milliseconds for one. */
type Measure = (count: number) => Promise<number>

/** Connects, and then offers `bench.measure(name, …)` to the driver. */
export function driveFrame(connect: FrameHalf): void {
  const hostOrigin = new URLSearchParams(location.search).get('host') ?? ''
  void connect(hostOrigin).then((side) => {
    const measures = measuresOf(side)
    const bench = { measure: (name: string, count: number) => measures[name]?.(count) }
    Object.assign(globalThis, { bench })
  })
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => ({ ...small, n }))

function measuresOf(side: FrameSide): Record<string, Measure> {
  async function inOneTick(count: number): Promise<number> {
    const payloads = numbered(count)
    const began = performance.now()
    const replies = await Promise.all(payloads.map((payload) => side.ask(payload)))
    const ms = performance.now() - began
    const wrong = replies.findIndex((reply, n) => (reply as { n: number }).n !== n)
    if (wrong >= 0) throw new Error(`Request ${wrong} of ${count} got the answer of another one`)
    return ms
  }

  return {
    async roundTrip(count) {
      const began = performance.now()
      let reply: unknown
      for (let n = 0; n < count; n++) reply = await side.ask(small)
      const ms = performance.now() - began
      if (JSON.stringify(reply) !== JSON.stringify(small)) throw new Error('The echo is another')
      return ms / count
    },
    concurrent: inOneTick,
    async burst(count) {
      const events = numbered(count)
      const began = performance.now()
      for (const event of events) side.tell(event)
      const { count: arrived, isInOrder } = await side.arrived()
      const ms = performance.now() - began
      if (arrived !== count || !isInOrder)
        throw new Error(`${arrived} of ${count} events came, ${isInOrder ? '' : 'not '}in order`)
      return ms
    },
    async large(characters) {
      const payload = largePayload(characters)
      const began = performance.now()
      const reply = (await side.ask(payload)) as typeof payload
      const ms = performance.now() - began
      if (reply.rows.length !== payload.rows.length) throw new Error('The echo is shorter')
      return ms
    },
    /** Requests that end, for the heap that they leave. */
    async finish(count) {
      const atOnce = 500
      for (let done = 0; done < count; done += atOnce) await inOneTick(atOnce)
      return count
    },
    async leavePending(count) {
      if (!side.askForever) throw new Error('A bare echo holds no requests')
      for (let n = 0; n < count; n++) side.askForever()
      await side.ask(small)
      return count
    },
    /** The longest time in which this page got no turn, for so many milliseconds. */
    async longestPause(ms) {
      const { port1, port2 } = new MessageChannel()
      const began = performance.now()
      let last = began
      let longest = 0
      await new Promise<void>((resolve) => {
        port1.onmessage = () => {
          const now = performance.now()
          longest = Math.max(longest, now - last)
          last = now
          if (now - began > ms) resolve()
          else port2.postMessage(null)
        }
        port2.postMessage(null)
      })
      port1.close()
      return longest
    },
  }
}
