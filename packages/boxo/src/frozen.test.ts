// Every message of every method, in every form, as it is on the wire: what changes here breaks other people's apps.
import { BridgeError, encodeRequest } from '@drawbridge/core'
import { afterEach, expect, test } from 'vitest'
import { sampleOf } from '../test/samples.js'
import type { Channel } from './channel.js'
import { createCorrelation } from './correlation.js'
import { nativeWords, webWords } from './host/host-words.js'
import { boxoMethods, type MethodFacts } from './methods.js'
import { createMiniappLink } from './miniapp-link.js'
import { findNativeChannel } from './native-channel.js'
import { type Body, miniappEnvelope } from './wire.js'

const methods = Object.entries<MethodFacts>(boxoMethods)
const names = methods.map(([method]) => method)
const slots = globalThis as { AppboxoJs?: unknown; webkit?: unknown }

afterEach(() => {
  delete slots.AppboxoJs
  delete slots.webkit
})

/** What a miniapp says with each method, as a request where there is an answer, and as an event. */
function said(channel: Channel): void {
  const correlation = createCorrelation(7)
  const link = createMiniappLink(channel, correlation, new Set(names))
  link.listen({ message() {}, closed() {} })
  for (const [method, { request, answer }] of methods) {
    if (request === undefined) continue
    const isCustom = method === 'AppBoxoWebAppCustomEvent'
    const [type, payload] = isCustom ? ['order_created', { id: 1 }] : [method, sampleOf(request)]
    const params = JSON.stringify({ type, payload, _meta: { silence: 15_000 } })
    link.send({ text: `{"jsonrpc":"2.0","method":"event","params":${params}}` })
    if (answer !== undefined) link.send({ text: encodeRequest(1, 'event', params) })
  }
}

test('what a miniapp says to a web host', async () => {
  const posted: Body[] = []
  said({
    platform: 'web',
    send: (method, params) => void posted.push(miniappEnvelope(method, params)),
    has: () => undefined,
  })
  await expect(lines(posted)).toMatchFileSnapshot('../frozen/miniapp-to-web.jsonl')
})

test('what a miniapp says to an Android host: one text for the function of the method', async () => {
  const called: unknown[] = []
  slots.AppboxoJs = Object.fromEntries(
    names.map((name) => [name, (...given: unknown[]) => called.push([name, ...given])]),
  )
  said(findNativeChannel() as Channel)
  await expect(lines(called)).toMatchFileSnapshot('../frozen/miniapp-to-android.jsonl')
})

test('what a miniapp says to an iOS host: one object for the handler of the method', async () => {
  const posted: unknown[] = []
  slots.webkit = {
    messageHandlers: Object.fromEntries(
      names.map((name) => [
        name,
        { postMessage: (...given: unknown[]) => posted.push([name, ...given]) },
      ]),
    ),
  }
  said(findNativeChannel() as Channel)
  await expect(lines(posted)).toMatchFileSnapshot('../frozen/miniapp-to-ios.jsonl')
})

test.each([
  ['web', webWords],
  ['native', nativeWords],
])('what a host says, in the form of a %s host', async (form, words) => {
  const error = new BridgeError('OUT_OF_STOCK', 'Out of stock', { data: { left: 0 } })
  const all = methods.flatMap(([method, { answer, pushed }]) => {
    const id = method === 'AppBoxoWebAppPay' ? 'text' : 7
    const asked = { method, type: 'order_created', id }
    return [
      ...(answer === undefined ? [] : words.answer(asked, sampleOf(answer))),
      ...(answer === undefined ? [] : words.refusal(asked, error)),
      ...(pushed === undefined ? [] : words.push(method, sampleOf(pushed) as Body)),
    ]
  })
  await expect(lines(all)).toMatchFileSnapshot(`../frozen/host-to-${form}.jsonl`)
})

function lines(values: readonly unknown[]): string {
  return `${values.map((value) => JSON.stringify(value)).join('\n')}\n`
}
