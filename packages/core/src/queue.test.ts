import { describe, expect, it } from 'vitest'
import { defaultLimits, QUEUED_EVENT_BYTES, QUEUED_EVENTS, QUEUED_REQUESTS } from './limits.js'
import type { Link, Outgoing } from './link.js'
import { createQueue, type Item, type Queue } from './queue.js'

/** A queue in front of a link that takes everything, with a window of `inFlight`. */
function setup(inFlight = defaultLimits.inFlight) {
  const sent: string[] = []
  let pending = 0
  const queue = createQueue(
    () => pending >= inFlight,
    (request) => {
      pending++
      request.text = request.type
    },
  )
  const onSend = { handler: (_item: Outgoing): void => {} }
  const link = {
    acked: 0,
    send(item: Outgoing) {
      sent.push(item.text)
      onSend.handler(item)
    },
  } as unknown as Link
  const answer = (request: Item): void => {
    pending--
    queue.release(request)
  }
  return { queue, link, sent, answer, onSend }
}

const event = (type: string, more: Partial<Item> = {}): Item => ({
  text: type,
  type,
  bytes: type.length,
  ...more,
})
const request = (type: string, bytes = type.length): Item => ({
  text: '',
  type,
  bytes,
  method: 'event',
})

function faultOf(queue: Queue, item: Item): string | undefined {
  try {
    queue.push(item)
    return
  } catch (error) {
    return (error as Error).message
  }
}

describe('the queue', () => {
  it('sends each message once and in order where the link answers in the turn of the call', () => {
    const { queue, link, sent, answer, onSend } = setup(1)
    const quick = request('quick')
    onSend.handler = (item) => {
      if (item === quick) answer(quick)
    }
    for (const item of [event('one'), quick, event('two'), request('slow'), event('three')])
      queue.push(item)
    queue.attach(link, false)
    expect(sent).toEqual(['one', 'quick', 'two', 'slow', 'three'])
  })

  it('stops where the link ends in the turn of the call, and keeps the rest', () => {
    const { queue, link, sent, onSend } = setup()
    for (const type of ['one', 'two', 'three']) queue.push(event(type))
    onSend.handler = (item) => {
      item.n = 1
      queue.detach()
    }
    queue.attach(link, true)
    expect(sent).toEqual(['one'])
    onSend.handler = () => {}
    queue.attach(link, true)
    expect(sent).toEqual(['one', 'two', 'three'])
  })

  it('has a room for events of its own while there is no connection', () => {
    const { queue } = setup()
    queue.push(request('upload', QUEUED_EVENT_BYTES))
    for (let n = 0; n < QUEUED_EVENTS; n++) queue.push(event('seen'))
    expect(faultOf(queue, event('seen'))).toContain(
      `${QUEUED_EVENTS} messages with 1024 characters`,
    )
    expect(faultOf(queue, request('ask'))).toBeUndefined()
  })

  it('has room again for what was taken back before there was a connection', () => {
    const { queue } = setup()
    for (let n = 0; n < QUEUED_REQUESTS + 1; n++) {
      const item = request('suggest', 4_000_000)
      queue.push(item)
      queue.release(item)
    }
    expect(faultOf(queue, request('suggest'))).toBeUndefined()
  })

  it('counts what comes back from an ended session, until it has left', () => {
    const { queue, link, sent } = setup()
    for (let n = 0; n < QUEUED_EVENTS; n++) queue.push(event('seen'))
    queue.attach(link, true)
    expect(queue.detach()).toEqual([])
    expect(faultOf(queue, event('seen'))).toContain(`${QUEUED_EVENTS} messages`)
    sent.length = 0
    queue.attach(link, true)
    expect(sent).toHaveLength(QUEUED_EVENTS)
    expect(faultOf(queue, event('seen'))).toBeUndefined()
  })

  it('keeps the last of a coalesced type, queued or handed over, and leaves what has left', () => {
    const { queue, link, sent } = setup()
    const state = (text: string): Item => event('state', { text, isCoalesced: true })
    const [first, second, third, fourth] = [state('1'), state('2'), state('3'), state('4')]
    queue.push(first)
    queue.push(second)
    queue.attach(link, true)
    expect(sent).toEqual(['2'])
    queue.push(third)
    expect(second.withdrawn).toBe(true)
    third.n = 1
    queue.push(fourth)
    expect(third.withdrawn).toBeFalsy()
  })

  it('lets go of what has left where nobody acknowledges it', () => {
    const { queue, link, onSend } = setup()
    onSend.handler = (item) => void (item.n = 1)
    queue.attach(link, false)
    for (let n = 0; n < 2_000; n++) queue.push(event('tick'))
    expect(queue.detach().length).toBeLessThan(300)
  })
})
