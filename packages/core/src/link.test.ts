import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLink, type Link, type LinkReceiver } from './link.js'
import { memoryTransports } from './memory.js'
import type { Transport } from './transport.js'

interface Recorded {
  readonly link: Link
  readonly got: unknown[]
  readonly closed: string[]
  readonly malformed: unknown[][]
  stale: number
}

/** A link on one end and the bare transport on the other. */
function halfOpen(): { side: Recorded; raw: Transport; texts: string[] } {
  const [mine, raw] = memoryTransports()
  const texts: string[] = []
  raw.start((text) => void texts.push(text as string))
  return { side: recorded(createLink(mine)), raw, texts }
}

function recorded(link: Link): Recorded {
  const side: Recorded = { link, got: [], closed: [], malformed: [], stale: 0 }
  const receiver: LinkReceiver = {
    message: (value) => void side.got.push(value),
    malformed: (...what) => void side.malformed.push(what),
    closed: (reason) => void side.closed.push(reason),
    stale: () => void side.stale++,
  }
  link.listen(receiver)
  link.agree({ ack: true, batch: true })
  return side
}

const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => {})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('createLink()', () => {
  it('sends what one turn says in one packet, in order', async () => {
    const { side, texts } = halfOpen()
    side.link.send({ text: '1' })
    side.link.send({ text: '{"b":2}' })
    await settle()
    side.link.send({ text: '3' })
    await settle()
    expect(texts).toEqual(['{"n":1,"a":0,"m":[1,{"b":2}]}', '{"n":2,"a":0,"m":[3]}'])
  })

  it('holds one message a packet until batching is agreed', async () => {
    const { side, texts } = halfOpen()
    side.link.agree({ ack: true, batch: false })
    side.link.send({ text: '1' })
    side.link.send({ text: '2' })
    await settle()
    expect(texts).toEqual(['{"n":1,"a":0,"m":[1]}', '{"n":2,"a":0,"m":[2]}'])
  })

  it('puts at most 256 messages in a packet and the rest in a later turn', async () => {
    const { side, texts } = halfOpen()
    for (let i = 0; i < 600; i++) side.link.send({ text: String(i) })
    await vi.advanceTimersByTimeAsync(10)
    const sizes = texts.map((text) => (JSON.parse(text) as { m: unknown[] }).m.length)
    expect(sizes).toEqual([256, 256, 88])
  })

  it('lets a message over 256 kB travel alone', async () => {
    const { side, texts } = halfOpen()
    const big = JSON.stringify('x'.repeat(300 * 1024))
    for (const text of ['1', big, '2']) side.link.send({ text })
    await vi.advanceTimersByTimeAsync(10)
    expect(texts.map((text) => (JSON.parse(text) as { m: unknown[] }).m.length)).toEqual([1, 1, 1])
  })

  it('skips what was withdrawn before it left', async () => {
    const { side, texts } = halfOpen()
    const message: { text: string; withdrawn?: boolean } = { text: '1' }
    side.link.send(message)
    side.link.send({ text: '2' })
    message.withdrawn = true
    await settle()
    expect(texts).toEqual(['{"n":1,"a":0,"m":[2]}'])
  })

  it('drops a repeated packet and ends the session on a gap', async () => {
    const { side, raw, texts } = halfOpen()
    raw.post('{"n":1,"a":0,"m":["a"]}')
    raw.post('{"n":1,"a":0,"m":["a"]}')
    raw.post('{"n":2,"a":0,"m":["b"]}')
    await settle()
    expect(side.got).toEqual(['a', 'b'])
    raw.post('{"n":4,"a":0,"m":["d"]}')
    await settle()
    expect(side.got).toEqual(['a', 'b'])
    expect(side.closed).toEqual(['gap'])
    expect(texts.at(-1)).toBe(
      '{"n":1,"a":2,"m":[{"jsonrpc":"2.0","method":"bridge/close","params":{"reason":"gap"}}]}',
    )
  })

  it('acknowledges within a second when it has nothing to say, and never an acknowledgement', async () => {
    const { side, raw, texts } = halfOpen()
    raw.post('{"n":1,"a":0,"m":["a"]}')
    await vi.advanceTimersByTimeAsync(999)
    expect(texts).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(texts).toEqual(['{"a":1,"m":[]}'])
    raw.post('{"a":0,"m":[]}')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(texts).toHaveLength(1)
    expect(side.closed).toEqual([])
  })

  it('acknowledges at once after 64 packets', async () => {
    const { raw, texts } = halfOpen()
    for (let n = 1; n <= 64; n++) raw.post(`{"n":${n},"a":0,"m":[${n}]}`)
    await settle()
    expect(texts).toEqual(['{"a":64,"m":[]}'])
  })

  it('lets an answer carry the acknowledgement', async () => {
    const { side, raw, texts } = halfOpen()
    raw.post('{"n":1,"a":0,"m":["a"]}')
    await settle()
    side.link.send({ text: '1' })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(texts).toEqual(['{"n":1,"a":1,"m":[1]}'])
  })

  it('asks for a sign of life when packets stay unacknowledged for 3 s, ever more rarely', async () => {
    const { side, raw } = halfOpen()
    side.link.send({ text: '1' })
    await vi.advanceTimersByTimeAsync(2_999)
    expect(side.stale).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(side.stale).toBe(1)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(side.stale).toBe(2)
    raw.post('{"a":1,"m":[]}')
    await vi.advanceTimersByTimeAsync(120_000)
    expect(side.stale).toBe(2)
    expect(side.link.acked).toBe(1)
  })

  it('does not believe an acknowledgement of what it has not sent', async () => {
    const { side, raw } = halfOpen()
    raw.post('{"a":7,"m":[]}')
    await settle()
    expect(side.link.acked).toBe(0)
  })

  it.each([
    ['text that is not JSON', '{"n":1'],
    ['another type', 7],
    ['an array', '[1]'],
    ['no list of messages', '{"n":1,"a":0}'],
    ['a negative acknowledgement', '{"n":1,"a":-1,"m":["x"]}'],
    ['messages without a number', '{"a":0,"m":["x"]}'],
  ])('reports %s and goes on', async (_name, packet) => {
    const { side, raw } = halfOpen()
    raw.post(packet as string)
    raw.post('{"n":1,"a":0,"m":["next"]}')
    await settle()
    expect(side.malformed).toHaveLength(1)
    expect(side.got).toEqual(['next'])
    expect(side.closed).toEqual([])
  })

  it('names the request that is over the size limit, and goes on', async () => {
    const { side, raw } = halfOpen()
    const big = 'x'.repeat(5 * 1024 * 1024)
    raw.post(`{"n":1,"a":0,"m":[{"jsonrpc":"2.0","id":9,"method":"event","params":"${big}"}]}`)
    raw.post('{"n":2,"a":0,"m":["next"]}')
    await settle()
    expect(side.malformed).toEqual([['over the size limit', 9]])
    expect(side.got).toEqual(['next'])
  })

  it('leaves no timer behind after close', async () => {
    const { side, raw } = halfOpen()
    side.link.send({ text: '1' })
    raw.post('{"n":1,"a":0,"m":["a"]}')
    await settle()
    side.link.close('closed')
    side.link.close('closed')
    expect(side.closed).toEqual(['closed'])
    expect(vi.getTimerCount()).toBe(0)
  })
})
