// The vectors that hosts in any language run, here with our own.
import { readFileSync } from 'node:fs'
import { BridgeError, inNextTurn, type Transport } from '@drawbridge/core'
import { memoryTransports } from '@drawbridge/core/memory'
import { type AdoptedMiniapp, createHost } from '@drawbridge/host'
import { joinWebview } from '@drawbridge/host/native'
import { describe, expect, it } from 'vitest'

type Json = { readonly [member: string]: unknown }

interface Step {
  readonly in?: string
  readonly do?: readonly [what: 'send' | 'request' | 'context', ...args: unknown[]]
  readonly out: readonly Json[]
  readonly replied?: unknown
}

interface HostVector {
  readonly name: string
  readonly steps: readonly Step[]
  readonly heard?: readonly unknown[]
  readonly ended?: boolean
  readonly unsaid?: readonly string[]
}

interface WebviewStep {
  readonly text?: string
  readonly url?: string
  readonly isMainFrame?: boolean
  readonly committed?: true
  readonly gone?: true
  readonly then: string
}

interface WebviewVector {
  readonly name: string
  readonly steps: readonly WebviewStep[]
}

function read<V>(name: string): readonly V[] {
  const text = readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')
  return (JSON.parse(text) as { vectors: readonly V[] }).vectors
}

/** As a matcher: `"*"` is anything, and what is not named may be there too. */
function matcher(expected: unknown): unknown {
  if (expected === '*') return expect.anything()
  if (Array.isArray(expected)) return expected.map(matcher)
  if (typeof expected !== 'object' || expected === null) return expected
  const members = Object.entries(expected).map(([name, value]) => [name, matcher(value)])
  return expect.objectContaining(Object.fromEntries(members))
}

const turn = (): Promise<void> => new Promise((resolve) => inNextTurn(resolve))

function vectorHost() {
  const heard: unknown[] = []
  const types = ['echo', 'nothing', 'note', 'decline', 'crash', 'steps', 'pay', 'members']
  const host = createHost({
    name: 'Vectors',
    version: '1.0',
    capabilities: [...types, 'unknown', 'appEvent'],
  })
  host.onCustomEvent('echo', (payload) => payload)
  host.onCustomEvent('nothing', () => undefined)
  host.onCustomEvent('note', (payload) => void heard.push(['note', payload]))
  host.onCustomEvent('decline', () => {
    throw new BridgeError('CARD_DECLINED', 'Declined', { data: { retry: false } })
  })
  host.onCustomEvent('crash', () => {
    throw new Error('the secret of the handler')
  })
  host.onCustomEvent('steps', (count, { progress }) => {
    for (let step = 1; step <= Number(count); step++) progress(step)
    return 'done'
  })
  host.onCustomEvent('pay', (payload) => {
    heard.push(['pay', payload])
    return 'paid'
  })
  host.onCustomEvent('members', (payload) => Object.keys(payload as object))
  host.onAppEvent((event, data) => void heard.push([event, data]))
  return { host, heard }
}

describe('vectors/host.json', () => {
  it.each(read<HostVector>('host'))('$name', async (vector) => {
    const { host, heard } = vectorHost()
    const app = host.adopt({ appId: 'shop', context: { theme: 'dark' } })
    const [mine, theirs] = memoryTransports()
    const texts: string[] = []
    mine.start((text) => void texts.push(String(text)))
    app.accept(theirs, 'https://shop.example')
    let sent = 0
    let received = 0
    let asked: unknown
    let reply: Promise<unknown> | undefined

    for (const step of vector.steps) {
      texts.length = 0
      if (step.in !== undefined) {
        const text = step.in.replace('"id":"*"', () => `"id":${JSON.stringify(asked)}`)
        received = Math.max(received, numberOf(text))
        mine.post(text)
      }
      const [what, ...args] = step.do ?? []
      if (what === 'send') app.sendCustomEvent(args[0] as string, args[1])
      if (what === 'request') reply = app.request(args[0] as string, args[1])
      if (what === 'context') app.setContext(args[0] as Json)
      await turn()
      await turn()
      const messages = texts.flatMap((text) => {
        const { n, a, m } = JSON.parse(text) as { n: number; a: number; m: Json[] }
        if (m.length > 0) expect(n).toBe(++sent)
        expect(a).toBeLessThanOrEqual(received)
        return m
      })
      expect(messages).toEqual(step.out.map(matcher))
      asked = messages.at(-1)?.id ?? asked
      if (step.replied !== undefined) expect(await reply).toEqual(step.replied)
      for (const secret of vector.unsaid ?? []) expect(texts.join()).not.toContain(secret)
    }
    if (vector.heard) expect(heard).toEqual(vector.heard)
    expect(app.session === undefined).toBe(vector.ended === true)
    host.close()
  })
})

/** The number of a packet, 0 for what is none or ends the session as it comes. */
function numberOf(text: string): number {
  try {
    const { n } = JSON.parse(text) as { n?: unknown }
    return typeof n === 'number' ? n : 0
  } catch {
    return 0
  }
}

describe('vectors/webview.json', () => {
  it.each(read<WebviewVector>('webview'))('$name', ({ steps }) => {
    let happened: string[] = []
    let proof = ''
    let isOver = false
    const app: Pick<AdoptedMiniapp, 'accept' | 'hear' | 'leave'> = {
      hear() {},
      leave() {},
      accept(transport: Transport) {
        happened.push('session')
        isOver = false
        transport.start(
          () => void happened.push('heard'),
          () => {
            isOver = true
          },
        )
      },
    }
    const webview = joinWebview(app, {
      origins: ['https://shop.example', 'miniapp://shop'],
      evaluate(script) {
        proof =
          /^window\.drawbridge&&drawbridge\.announce\("\w+","([\w-]+)"\)$/.exec(script)?.[1] ?? ''
        happened.push('asked')
      },
      onRefused: () => void happened.push('refused'),
    })
    for (const { text, url = '', isMainFrame, committed, gone, then } of steps) {
      happened = []
      if (committed) webview.committed()
      if (gone) webview.gone()
      if (text !== undefined) webview.message(text.replace('$PROOF', proof), { url, isMainFrame })
      if (isOver) happened.push('ended')
      isOver = false
      expect(happened).toEqual(then === 'nothing' ? [] : [then])
    }
  })
})
