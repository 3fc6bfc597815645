// A host does not trust a Boxo miniapp more than another one.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { webviewApp } from '../../test/webview-app.js'
import { CUSTOM_EVENT, INIT_DATA } from '../wire.js'

const limits = { eventBurst: 10, eventsPerSecond: 1 }

let close = (): void => {}
async function start() {
  const { host, app, say } = webviewApp({}, { limits })
  close = host.close
  const heard: unknown[] = []
  host.onCustomEvent('seen', (payload) => void heard.push(payload))
  // From now on the host counts as ready.
  await vi.advanceTimersByTimeAsync(10)
  const sessions: unknown[] = []
  app.on('session', (session) => void sessions.push(session))
  const errors: string[] = []
  app.on('error', ({ code }) => void errors.push(code))
  return {
    ...{ app, heard, sessions, errors },
    /** Says it with an id that a document uses once: another document has come. */
    reload: () => say(INIT_DATA, { request_id: 1 }),
    tell: (payload: unknown) => say(CUSTOM_EVENT, { type: 'seen', payload }),
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  close()
  vi.useRealTimers()
})

describe('the events of a Boxo miniapp', () => {
  it('are all taken at the rate that the limits allow, for as long as it lasts', async () => {
    const { app, heard, errors, tell } = await start()
    for (let n = 0; n < 100; n++) {
      tell(n)
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(heard).toHaveLength(100)
    expect([app.status, errors]).toEqual(['connected', []])
  })

  it('get no new room from another document: what goes on as before is a flood', async () => {
    const { app, heard, reload, tell } = await start()
    for (let document = 0; document < 8; document++) {
      reload()
      for (let n = 0; n < 10; n++) tell(n)
    }
    // Ten, then ten more after the first flood; the second one is the end.
    expect([heard.length, app.status]).toEqual([20, 'unmounted'])
  })
})

describe('the documents of a Boxo miniapp', () => {
  it('are heard up to ten in ten seconds', async () => {
    const { app, heard, sessions, reload, tell } = await start()
    for (let document = 0; document < 200; document++) reload()
    expect([sessions.length, app.status]).toEqual([10, 'disconnected'])
    await vi.advanceTimersByTimeAsync(10_000)
    reload()
    tell('again')
    expect([sessions.length, heard, app.status]).toEqual([11, ['again'], 'connected'])
  })
})
