// What the gate does with what a webview tells of a message. The webviews of a real engine are in e2e/webview.
import { runInNewContext } from 'node:vm'
import type { BridgeError } from '@drawbridge/core'
import { describe, expect, it } from 'vitest'
import { createHost } from '../host.js'
import { joinWebview, type MessageSender, type WebviewDocument } from './webview.js'

const ORIGIN = 'https://shop.example'
const token = (letter: string): string => letter.repeat(32)
const announce = (d: string, more = ''): string => `{"d":"${d}","a":0,"m":[]${more}}`
const connect = (d: string): string =>
  `{"d":"${d}","n":1,"a":0,"m":[{"jsonrpc":"2.0","id":0,"method":"bridge/connect","params":{"protocol":1,"app":{"id":"shop"}}}]}`
const main: MessageSender = { url: `${ORIGIN}/cart?x=1`, isMainFrame: true }
const untold: MessageSender = { url: `${ORIGIN}/` }

function gate() {
  const host = createHost({ name: 'Host' })
  const app = host.adopt({ appId: 'shop' })
  const refused: string[] = []
  const documents: WebviewDocument[] = []
  const scripts: string[] = []
  const ends = joinWebview(app, {
    origins: [ORIGIN, 'miniapp://shop'],
    evaluate: (script) => void scripts.push(script),
    onRefused: ({ code, message }: BridgeError) => void refused.push(`${code} ${message}`),
    onDocument: (document) => void documents.push(document),
  })
  /** What the document of a token and an origin is handed by all that was evaluated. */
  function received(d: string, origin = ORIGIN): unknown[] {
    const texts: unknown[] = []
    const receive = (to: string, text: string): void => {
      if (to === d) texts.push(JSON.parse(text))
    }
    for (const script of scripts)
      runInNewContext(script, {
        location: { origin },
        window: { drawbridge: { receive, announce() {} } },
        drawbridge: { announce() {} },
      })
    return texts
  }
  /** The proof that the main frame was last asked for. */
  const question = (): string | undefined =>
    scripts
      .map((script) => /announce\("\w+","([\w-]+)"\)/.exec(script)?.[1])
      .findLast((proof) => proof !== undefined)
  return { host, app, refused, documents, scripts, received, question, ...ends }
}

describe('a document that announces itself again and again', () => {
  it('gets no new room for its events', async () => {
    const host = createHost({ name: 'Host', limits: { eventBurst: 10, eventsPerSecond: 1 } })
    const app = host.adopt({ appId: 'shop' })
    let heard = 0
    host.onCustomEvent('note', () => void heard++)
    const { message } = joinWebview(app, { origins: [ORIGIN], evaluate() {} })
    const d = token('a')
    const note = '{"jsonrpc":"2.0","method":"event","params":{"type":"note"}}'
    for (let session = 0; session < 50; session++) {
      message(announce(d), main)
      message(connect(d), main)
      message(`{"d":"${d}","n":2,"a":1,"m":[${Array(10).fill(note)}]}`, main)
    }
    // Ten at first, ten more after the flood that ends its session; the second flood is its end.
    expect({ heard, status: app.status }).toEqual({ heard: 20, status: 'unmounted' })
    host.close()
  })

  it('is asked for its proof again, since the first question may have met the document before', async () => {
    const { app, host, message, scripts } = gate()
    message(announce(token('a')), untold)
    message(announce(token('a')), untold)
    expect(scripts).toHaveLength(2)
    expect(scripts[1]).toBe(scripts[0])
    const proof = /announce\("\w+","([\w-]+)"\)/.exec(scripts[1] ?? '')?.[1]
    message(announce(token('a'), `,"proof":"${proof}"`), untold)
    message(connect(token('a')), untold)
    expect(await app.connected).toMatchObject({ origin: ORIGIN })
    host.close()
  })
})

describe('a webview that tells its main frame and its commits', () => {
  it('joins the first document, answers it alone, and ends with the next commit', async () => {
    const { app, host, message, committed, received, documents } = gate()
    committed()
    message(announce(token('a')), main)
    message(announce(token('a')), main)
    message(connect(token('a')), main)
    expect(await app.connected).toMatchObject({ origin: ORIGIN, transport: 'native' })
    expect(documents).toEqual([{ origin: ORIGIN, injection: 'start' }])
    expect(received(token('a'))).toMatchObject([{ n: 1, a: 1, m: [{ id: 0 }] }])
    expect(received(token('b'))).toEqual([])
    expect(received(token('a'), 'https://evil.example')).toEqual([])
    committed()
    expect(app.status).toBe('disconnected')
    message(announce(token('b'), ',"injection":"late"'), main)
    message(connect(token('b')), main)
    await app.connected
    expect(documents[1]).toEqual({ origin: ORIGIN, injection: 'late' })
    host.close()
  })

  it('refuses frames, strangers and what names another document', async () => {
    const { app, host, message, refused, scripts } = gate()
    message(announce(token('a')), main)
    message(connect(token('a')), main)
    await app.connected
    const before = scripts.length
    message(connect(token('b')), main)
    message(announce(token('b')), { ...main, isMainFrame: false })
    message(connect(token('a')), { ...main, isMainFrame: false })
    for (const url of [
      'https://evil.example/',
      'https://shop.example.evil.test/',
      'https://shop.example@evil.example/',
      'https://shop.example:8443/',
      'http://shop.example/',
      'about:srcdoc',
      'null',
      '',
    ])
      message(announce(token('b')), { url, isMainFrame: true })
    for (const text of ['', 'null', '{"a":0,"m":[]}', `{"d":"${token('A')}","a":0,"m":[]}`, 7])
      message(text, main)
    expect(refused.map((text) => text.split(' ')[0])).toEqual([
      ...Array(3).fill('NOT_ALLOWED'),
      ...Array(8).fill('ORIGIN_NOT_ALLOWED'),
      ...Array(5).fill('INVALID_MESSAGE'),
    ])
    expect(scripts.length).toBe(before)
    expect(app.status).toBe('connected')
    host.close()
  })

  it('asks the main frame when a second document announces itself before a commit', async () => {
    const { app, host, message, question, refused } = gate()
    message(announce(token('a')), main)
    message(connect(token('a')), main)
    await app.connected
    message(announce(token('b')), main)
    message(announce(token('b'), ',"proof":"guess"'), main)
    expect(app.status).toBe('connected')
    expect(refused).toHaveLength(1)
    message(announce(token('b'), `,"proof":"${question()}"`), main)
    expect(app.status).toBe('disconnected')
    host.close()
  })

  it('begins anew when its document announces itself again', async () => {
    const { app, host, message, received } = gate()
    message(announce(token('a')), main)
    message(connect(token('a')), main)
    const first = await app.connected
    message(announce(token('a')), main)
    expect(app.status).toBe('disconnected')
    message(connect(token('a')), main)
    expect((await app.connected).id).not.toBe(first.id)
    expect(received(token('a'))).toMatchObject([{ n: 1 }, { n: 1 }])
    host.close()
  })
})

describe('a webview that does not tell frames', () => {
  it('takes a document only with the proof that its main frame was asked for', async () => {
    const { app, host, message, question, refused } = gate()
    message(announce(token('a')), untold)
    message(connect(token('a')), untold)
    // Not known yet, and no stranger either.
    expect(app.session).toBeUndefined()
    expect(refused).toEqual([])
    message(announce(token('a'), `,"proof":"${question()}"`), untold)
    message(connect(token('a')), untold)
    await app.connected
    // An impostor in a frame cannot hear the question that it raises.
    message(announce(token('b')), untold)
    const asked = question()
    message(announce(token('b'), `,"proof":"${asked?.slice(1)}"`), untold)
    message(connect(token('b')), untold)
    expect(app.status).toBe('connected')
    expect(app.status).toBe('connected')
    expect(refused).toEqual([expect.stringContaining('a proof that nobody asked for')])
    // Another document of the main frame has it.
    message(announce(token('c')), untold)
    // The question is the same: a stranger in between takes nobody's answer away.
    expect(question()).toBe(asked)
    message(announce(token('c'), `,"proof":"${asked}"`), untold)
    expect(app.status).toBe('disconnected')
    // And it serves once.
    message(announce(token('b'), `,"proof":"${asked}"`), untold)
    message(connect(token('c')), untold)
    await app.connected
    host.close()
  })
})

it('answers by the reply of the sender where there is one', async () => {
  const { app, host, message, scripts } = gate()
  const replies: string[] = []
  const sender = { ...main, reply: (text: string) => void replies.push(text) }
  message(announce(token('a')), sender)
  message(connect(token('a')), sender)
  await app.connected
  expect(scripts).toEqual([])
  expect(replies.map((text) => JSON.parse(text))).toMatchObject([{ n: 1, a: 1 }])
  host.close()
})

it('knows the origin of a scheme of the app', async () => {
  const { app, host, message } = gate()
  const sender = { url: 'miniapp://shop/index.html', isMainFrame: true }
  message(announce(token('a')), sender)
  message(connect(token('a')), sender)
  expect(await app.connected).toMatchObject({ origin: 'miniapp://shop' })
  host.close()
})

it('ends the session when the web process is gone', async () => {
  const { app, host, message, gone } = gate()
  message(announce(token('a')), main)
  message(connect(token('a')), main)
  await app.connected
  gone()
  expect(app.status).toBe('disconnected')
  host.close()
})

it.each([
  [[], 'origins is empty'],
  [['https://shop.example/'], 'Write "https://shop.example"'],
  [['https://shop.example:443'], 'Write "https://shop.example"'],
  [['shop.example'], 'Write scheme, host and port'],
  [['https://*.shop.example'], 'Write scheme, host and port'],
  [['null'], 'Write scheme, host and port'],
])('says what to write instead of %j', (origins, remedy) => {
  const host = createHost({ name: 'Host' })
  const app = host.adopt({ appId: 'shop' })
  expect(() => joinWebview(app, { origins, evaluate() {} })).toThrow(
    expect.objectContaining({
      code: 'ORIGIN_NOT_ALLOWED',
      message: expect.stringContaining(remedy),
    }),
  )
  host.close()
})
