// What connectors for other wires are handed of a webview, and how they answer. Their real pages are in e2e/webview.
import { runInNewContext } from 'node:vm'
import { defaultLimits, encodeRequest } from '@drawbridge/core'
import { expect, it } from 'vitest'
import { createHost } from '../host.js'
import type { HostConnector } from '../types.js'
import { joinWebview, type MessageSender } from './webview.js'

const ORIGIN = 'https://shop.example'
const token = (letter: string): string => letter.repeat(32)
const announce = (d: string): string => `{"d":"${d}","a":0,"m":[]}`
const other = (d: string, message: unknown): string => `{"d":"${d}","w":${JSON.stringify(message)}}`
const connect = (d: string): string => {
  const params = JSON.stringify({ protocol: 1, app: { id: 'shop' } })
  return `{"d":"${d}","n":1,"a":0,"m":[${encodeRequest(0, 'bridge/connect', params)}]}`
}
const main: MessageSender = { url: `${ORIGIN}/`, isMainFrame: true }

/** A host with a wire that says back what it hears, and whether the document speaks Drawbridge. */
function gate() {
  const echo: HostConnector = {
    name: 'echo',
    webview: { script: '', event: 'echo' },
    join:
      ({ post, isTaken }) =>
      (message, origin) =>
        post({ message, isTaken: isTaken() }, origin),
  }
  const silent: HostConnector = { name: 'silent', join: () => () => {} }
  const host = createHost({ name: 'Host', connectors: [echo, silent] })
  const app = host.adopt({ appId: 'shop' })
  const refused: string[] = []
  const scripts: string[] = []
  const ends = joinWebview(app, {
    origins: [ORIGIN],
    evaluate: (script) => void scripts.push(script),
    onRefused: ({ code, message }) => void refused.push(`${code} ${message}`),
  })
  /** What a page of a token and an origin is told by all that was evaluated. */
  function told(d: string, origin = ORIGIN): unknown[] {
    const heard: unknown[] = []
    const hear = (type: string, detail: unknown): void => void heard.push([type, detail])
    const dispatch = (to: string, type: string, text: string): void => {
      if (to === d) hear(type, JSON.parse(text))
    }
    class CustomEvent {
      constructor(
        readonly type: string,
        readonly init: { readonly detail: unknown },
      ) {}
    }
    const dispatchEvent = ({ type, init }: CustomEvent): void => hear(type, init.detail)
    const drawbridge = { dispatch, receive() {}, announce() {} }
    for (const script of scripts)
      runInNewContext(script, {
        location: { origin },
        window: { drawbridge, dispatchEvent },
        drawbridge,
        CustomEvent,
      })
    return heard
  }
  return { host, app, refused, scripts, told, ...ends }
}

it('under the token of its document a page is heard and told, and no other page', () => {
  const { host, message, told, refused } = gate()
  message(announce(token('a')), main)
  message(other(token('a'), { say: '</script>' }), main)
  expect(told(token('a'))).toEqual([['echo', { message: { say: '</script>' }, isTaken: false }]])
  expect(told(token('b'))).toEqual([])
  expect(told(token('a'), 'https://evil.example')).toEqual([])
  message(other(token('b'), 1), main)
  message(`{"d":"${token('a')}","w":{`, main)
  message(other(token('a'), 'x'.repeat(defaultLimits.messageBytes)), main)
  message(other(token('a'), 1), { ...main, isMainFrame: false })
  message(other(token('a'), 1), { url: 'https://evil.example/', isMainFrame: true })
  expect(refused.map((text) => text.split(' ')[0])).toEqual([
    'NOT_ALLOWED',
    'INVALID_MESSAGE',
    'TOO_LARGE',
    'NOT_ALLOWED',
    'ORIGIN_NOT_ALLOWED',
  ])
  expect(told(token('a'))).toHaveLength(1)
  host.close()
})

it('a document that announces itself once more speaks Drawbridge', async () => {
  const { host, app, message, told } = gate()
  message(announce(token('a')), main)
  message(announce(token('a')), main)
  message(other(token('a'), 1), main)
  message(connect(token('a')), main)
  await app.connected
  message(other(token('a'), 2), main)
  expect(told(token('a'))).toEqual([
    ['echo', { message: 1, isTaken: true }],
    ['echo', { message: 2, isTaken: true }],
  ])
  host.close()
})

it('without a token a page is heard where the webview tells that it is the main frame', () => {
  const { host, hear, told, refused } = gate()
  hear('whole', main)
  expect(told('', ORIGIN)).toEqual([['echo', { message: 'whole', isTaken: false }]])
  expect(told('', 'https://evil.example')).toEqual([])
  hear('a frame', { ...main, isMainFrame: false })
  hear('anybody', { url: main.url })
  hear('a stranger', { url: 'https://evil.example/', isMainFrame: true })
  expect(refused).toEqual([
    expect.stringMatching(/^NOT_ALLOWED A frame of/),
    expect.stringMatching(/^NOT_ALLOWED .* Inject the script of its connector instead$/),
    expect.stringMatching(/^ORIGIN_NOT_ALLOWED/),
  ])
  expect(told('')).toHaveLength(1)
  host.close()
})
