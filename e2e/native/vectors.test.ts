// The vectors of the protocol, run by the Kotlin host on a JVM.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openKotlinHost } from './hosts.js'
import { type Driver, kotlinHost, startKotlin } from './kotlin.js'
import { type EncoderCase, type HostVector, readVectors, type WebviewVector } from './vectors.js'

/** As a matcher: `"*"` is anything, and what is not named may be there too. */
function matcher(expected: unknown): unknown {
  if (expected === '*') return expect.anything()
  if (Array.isArray(expected)) return expected.map(matcher)
  if (typeof expected !== 'object' || expected === null) return expected
  const members = Object.entries(expected).map(([name, value]) => [name, matcher(value)])
  return expect.objectContaining(Object.fromEntries(members))
}

describe.skipIf(kotlinHost.length === 0)('the Kotlin host', () => {
  let driver: Driver
  beforeAll(() => {
    driver = startKotlin()
  })
  afterAll(() => driver.stop())

  it.each(readVectors<HostVector>('host'))('host.json: $name', async (vector) => {
    const host = await openKotlinHost(driver)
    let sent = 0
    let asked: unknown
    let last = await host.run({ do: 'nothing' })
    const said: string[] = []
    for (const { in: text, do: action, out, replied } of vector.steps) {
      const [what, first, second] = action ?? []
      last =
        text !== undefined
          ? await host.packet(text.replace('"id":"*"', () => `"id":${JSON.stringify(asked)}`))
          : await host.run(
              what === 'context'
                ? { do: what, payload: first }
                : { do: what, type: first, payload: second },
            )
      for (const { n, m } of last.packets) if (m.length > 0) expect(n).toBe(++sent)
      const messages = last.packets.flatMap(({ m }) => m)
      expect(messages).toEqual(out.map(matcher))
      asked = messages.at(-1)?.id ?? asked
      if (replied !== undefined) expect(last.replies).toEqual([{ reply: replied }])
      said.push(JSON.stringify(last.packets))
    }
    for (const secret of vector.unsaid ?? []) expect(said.join()).not.toContain(secret)
    if (vector.heard) expect(last.heard).toEqual(vector.heard)
    expect(last.isConnected).toBe(vector.ended !== true)
  })

  it.each(readVectors<WebviewVector>('webview'))('webview.json: $name', async ({ steps }) => {
    await driver.run({ to: 'new gate' })
    for (const { text, url = '', isMainFrame, committed, gone, then } of steps) {
      const happened = await driver.run({
        to: 'gate',
        ...(committed || gone ? { do: 'gone' } : { do: 'message', text, url, isMainFrame }),
      })
      expect(happened).toEqual(then === 'nothing' ? [] : [then])
    }
  })

  it.each([...readVectors<EncoderCase>('encoder'), ...readVectors<EncoderCase>('encoder-utf16')])(
    'encoder: $name',
    async ({ token, text, script }) => {
      expect(await driver.run({ to: 'encode', token, text })).toBe(script)
    },
  )
})
