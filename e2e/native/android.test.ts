// The Android layer over stand-ins for the classes of Android: what it calls, on which thread, and what it answers.
import { androidScript } from '@drawbridge/host/native'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Packet } from './hosts.js'
import { type Driver, kotlinHost, startKotlin } from './kotlin.js'
import { connectPacket } from './vectors.js'

const ORIGIN = 'https://shop.example'
const features = ['WEB_MESSAGE_LISTENER', 'DOCUMENT_START_SCRIPT']
const d = 'a'.repeat(32)
const announcement = `{"d":"${d}","a":0,"m":[]}`
const ofDocument = (packet: string): string => `{"d":"${d}",${packet.slice(1)}`
const asks = ofDocument(
  '{"n":2,"a":1,"m":[{"jsonrpc":"2.0","id":1,"method":"event","params":{"type":"hold"}}]}',
)

interface WebviewState {
  readonly answer: boolean | null
  readonly replies: readonly string[]
  readonly scripts: readonly string[]
  readonly errors: readonly string[]
  readonly documents: readonly string[]
  readonly links: readonly string[]
  readonly crashes: readonly boolean[]
  readonly isConnected: boolean
  readonly isDebuggable: boolean
  readonly settings: Readonly<Record<string, unknown>>
  readonly objects: readonly string[]
  readonly listeners: Readonly<Record<string, readonly string[]>>
  readonly startScripts: ReadonlyArray<readonly [script: string, origins: readonly string[]]>
}

describe.skipIf(kotlinHost.length === 0)('the Android layer', () => {
  let driver: Driver
  beforeAll(() => {
    driver = startKotlin()
  })
  afterAll(() => driver.stop())

  async function open(options: object = {}) {
    const standard = { url: `${ORIGIN}/`, channel: 'MESSAGE_LISTENER', features }
    await driver.run({ to: 'new webview', ...standard, ...options })
    const run = (command: object) =>
      driver.run({ to: 'webview', ...command }) as Promise<WebviewState>
    const say = (text: string | null, sender: object = {}) =>
      run({ do: 'message', url: ORIGIN, isMainFrame: true, text, ...sender })
    const call = (text: string | null) => run({ do: 'call', text })
    return { run, say, call }
  }

  it('mounts with exact origins, a script at document start and nothing that a miniapp does not need', async () => {
    const { run } = await open()
    expect(await run({})).toMatchObject({
      listeners: { drawbridgeNative: [ORIGIN] },
      startScripts: [[androidScript, [ORIGIN]]],
      objects: [],
      isDebuggable: false,
      settings: {
        javaScriptEnabled: true,
        domStorageEnabled: true,
        allowFileAccess: false,
        allowContentAccess: false,
        canOpenWindows: false,
        supportMultipleWindows: false,
        mixedContentMode: 1,
      },
    })
  })

  it('answers by the reply of the document that asked, also what another thread replies', async () => {
    const { run, say } = await open()
    await say(announcement)
    const connected = await say(ofDocument(connectPacket))
    expect(connected).toMatchObject({ isConnected: true, scripts: [] })
    await say(asks)
    const { scripts, replies } = await run({ do: 'reply' })
    expect(scripts).toEqual([])
    const packets = replies.map((text) => JSON.parse(text) as Packet)
    expect(packets).toMatchObject([{ n: 2, m: [{ id: 1, result: 'elsewhere' }] }])
  })

  it('takes nothing of frames, of other origins and of what is no text', async () => {
    const { say } = await open()
    await say(announcement, { isMainFrame: false })
    await say(announcement, { url: 'https://evil.example' })
    const refused = await say(null)
    expect(refused).toMatchObject({
      isConnected: false,
      replies: [],
      scripts: [],
      errors: ['NOT_ALLOWED', 'ORIGIN_NOT_ALLOWED', 'INVALID_MESSAGE'],
    })
  })

  it('asks the main frame where an interface of every frame tells nothing of who calls', async () => {
    const { run, call } = await open({ channel: 'JAVASCRIPT_INTERFACE', features: [] })
    const asked = await call(announcement)
    const proof = /announce\("a{32}","(\w+)"\)/.exec(asked.scripts.join())?.[1]
    expect(await call(`${announcement.slice(0, -1)},"proof":"guess"}`)).toMatchObject({
      errors: ['NOT_ALLOWED'],
    })
    await call(`${announcement.slice(0, -1)},"proof":"${proof}"}`)
    const { scripts, objects, isConnected } = await call(ofDocument(connectPacket))
    expect(isConnected).toBe(true)
    expect(scripts).toEqual([
      expect.stringMatching(
        /^location\.origin==="https:\/\/shop\.example"&&window\.drawbridge\.receive\("a{32}",/,
      ),
    ])
    expect(objects).toEqual(['drawbridgeNative'])
    expect(await run({ do: 'page', url: 'https://evil.example/' })).toMatchObject({ scripts: [] })
    expect((await call(announcement)).errors.at(-1)).toBe('ORIGIN_NOT_ALLOWED')
    expect(await run({ do: 'unmount' })).toMatchObject({ objects: [], isConnected: false })
  })

  it('injects late where the webview runs no script at document start, and into its own pages alone', async () => {
    const { run, say } = await open({ features: ['WEB_MESSAGE_LISTENER'] })
    const own = await run({ do: 'page', url: `${ORIGIN}/cart` })
    expect(own).toMatchObject({ scripts: [androidScript, androidScript], startScripts: [] })
    expect(await run({ do: 'page', url: 'https://evil.example/' })).toMatchObject({ scripts: [] })
    const late = await say(`${announcement.slice(0, -1)},"injection":"late"}`)
    expect(late.documents).toEqual([`${ORIGIN} late`])
  })

  it.each([
    [`${ORIGIN}/cart`, true, false, []],
    ['https://elsewhere.example/x', true, true, ['https://elsewhere.example/x true']],
    ['tel:+420123456789', true, true, ['tel:+420123456789 true']],
    ['intent://x#Intent;end', true, true, []],
    ['file:///data/data/x', true, true, []],
    ['javascript:alert(1)', true, true, []],
    ['content://contacts', false, true, []],
    ['https://ads.example/', false, false, []],
    [`blob:${ORIGIN}/5e1f`, false, false, []],
    ['data:text/html,x', false, false, []],
    ['about:srcdoc', false, false, []],
    ['data:text/html,x', true, true, []],
  ])('link %s, main frame %s: handled %s', async (url, isMainFrame, answer, links) => {
    const { run } = await open()
    const { errors, ...state } = await run({ do: 'link', url, isMainFrame })
    expect(state).toMatchObject({ answer, links })
    expect(errors).toEqual(answer && links.length === 0 ? ['NOT_ALLOWED'] : [])
  })

  it('survives the end of the process of its webview', async () => {
    const { run, say } = await open()
    await say(announcement)
    await say(ofDocument(connectPacket))
    expect(await run({ do: 'crash' })).toMatchObject({
      answer: true,
      crashes: [true],
      isConnected: false,
    })
  })

  it('is gone after it was unmounted', async () => {
    const { run, say } = await open()
    await say(announcement)
    await say(ofDocument(connectPacket))
    const { replies, ...state } = await run({ do: 'unmount' })
    expect(replies.join()).toContain('"reason":"unmounted"')
    expect(state).toMatchObject({ startScripts: [], isConnected: false })
    expect(state.listeners).toEqual({})
  })

  it('says what is wrong with a mount', async () => {
    await expect(open({ url: 'https://evil.example/' })).rejects.toMatchObject({
      code: 'ORIGIN_NOT_ALLOWED',
      message: expect.stringContaining('Add its origin to origins'),
    })
    await expect(open({ features: [] })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('JAVASCRIPT_INTERFACE'),
    })
  })

  it('lets developer tools in where it is told to', async () => {
    const { run } = await open({ isDebuggable: true })
    expect(await run({})).toMatchObject({ isDebuggable: true })
  })
})
