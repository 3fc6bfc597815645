import { describe, expect, it } from 'vitest'
import { linked } from '../test/linked-peers.js'
import { createDeferred } from './deferred.js'
import type { LifecycleEvent } from './lifecycle.js'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('lifecycle', () => {
  it('tells a known state with its cause, and ignores what it does not know', async () => {
    const seen: Omit<LifecycleEvent, 'waitUntil'>[] = []
    const { a } = linked({
      b: { lifecycle: ({ state, cause }) => void seen.push({ state, cause }) },
    })
    a.peer.notify('bridge/lifecycle', '{"state":"hidden","cause":"host"}')
    a.peer.notify('bridge/lifecycle', '{"state":"exploded","cause":"host"}')
    a.peer.notify('bridge/lifecycle', '{"state":"visible","cause":7}')
    await settled()
    expect(seen).toEqual([
      { state: 'hidden', cause: 'host' },
      { state: 'visible', cause: 'page' },
    ])
  })

  it('answers bridge/closing when all that was given to waitUntil has settled', async () => {
    const first = createDeferred<void>()
    const second = createDeferred<void>()
    const { a } = linked({
      b: {
        lifecycle({ state, cause, waitUntil }) {
          if (state !== 'closing' || cause !== 'logout') return
          waitUntil(first.promise)
          waitUntil(second.promise)
        },
      },
    })
    let isAnswered = false
    const asked = a.peer.call('bridge/closing', 'bridge/closing', '{"reason":"logout"}')
    void asked.then(() => {
      isAnswered = true
    })
    await settled()
    first.resolve()
    await settled()
    expect(isAnswered).toBe(false)
    second.reject(new Error('could not be saved'))
    expect(await asked).toBeNull()
  })

  it('answers bridge/closing beyond the window, which a busy side has used up', async () => {
    const { a, b } = linked()
    b.handlers.add('slow', () => new Promise(() => {}))
    for (let n = 0; n < 300; n++) a.peer.request('slow', n).catch(() => {})
    await settled()
    const bounds = { urgent: true }
    expect(await a.peer.call('bridge/closing', 'bridge/closing', '{}', bounds)).toBeNull()
    a.peer.end('closed')
  })
})
