import { BridgeError } from '@drawbridge/core'
import { errorFacts } from '../pages/facts.js'
import { rawHost } from '../pages/raw-host.js'
import { rawMiniapp } from '../pages/raw-miniapp.js'
import { ping, type RawPort, rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, type Side, testHost, testMiniapp } from '../pages/sides.js'

const SECRET = 'hunter2'

class SecretError extends Error {
  override name = `Error of ${SECRET}`
  token = SECRET
}

function failures(): Readonly<Record<string, unknown>> {
  const cause = new Error(SECRET)
  return {
    error: new SecretError(`at /home/${SECRET}`, { cause }),
    text: SECRET,
    object: { message: SECRET, code: SECRET },
    several: new AggregateError([cause], SECRET),
    platform: new DOMException(SECRET, 'AbortError'),
    'on purpose': new BridgeError('OUT_OF_STOCK', 'The last teapot is gone', { cause }),
  }
}

function addFailing(side: Side): void {
  for (const [name, thrown] of Object.entries(failures()))
    side.onCustomEvent(name, () => {
      throw thrown
    })
}

/** Asks for every failure, once plainly and once with a key: all that came back as text. */
async function wireOf(port: RawPort): Promise<unknown> {
  const told: Record<string, unknown> = {}
  let id = 0
  for (const name of Object.keys(failures()))
    for (const key of [undefined, name]) {
      const meta = key === undefined ? {} : { _meta: { key } }
      port.say(rpc('event', { type: name, payload: null, ...meta }, ++id))
      const [message] = (await port.next()).m
      const { error } = message as { error?: { data: { code: string } } }
      told[name] = error?.data.code
    }
  await ping(port)
  const text = JSON.stringify(port.packets)
  return { told, hasSecret: text.includes(SECRET), hasStack: /main\.js|\bat \w+ \(/.test(text) }
}

/** Handlers of a host fail in every way, and everything that leaves is recorded. */
export const failuresOfHost: Scenario = {
  async host(stage) {
    const host = testHost()
    addFailing(host as unknown as Side)
    const causes: unknown[] = []
    host.on('error', ({ cause }) => causes.push(cause !== undefined))
    mountMiniapp(stage, host)
    return { miniapp: await stage.heard('miniapp'), isLogged: causes.every(Boolean) }
  },
  async miniapp(stage) {
    const port = await rawMiniapp(stage)
    return await wireOf(port)
  },
}

export const failuresOfMiniapp: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const port = await host.connect()
    return await wireOf(port)
  },
  async miniapp(stage) {
    addFailing(testMiniapp(stage))
    return await new Promise(() => {})
  },
}

/** Errors of the other side that name constructors, bring stacks and have the wrong shapes. */
export const strangeErrors: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    const facts: unknown[] = []
    const asked = Array.from({ length: 8 }, () => app.request('any', null))
    for (const call of asked)
      facts.push(
        await call.catch((error: Error) => ({
          ...errorFacts(error),
          name: error.name,
          isOurs: error instanceof BridgeError,
          hasCause: error.cause !== undefined,
          hasStack: error.stack?.includes(SECRET),
        })),
      )
    return facts
  },
  async miniapp(stage) {
    const port = await rawMiniapp(stage)
    const { m } = await port.next()
    const more = { name: 'EvalError', stack: SECRET, cause: SECRET }
    const errors: unknown[] = [
      { code: 'Function', message: 'm', ...more },
      { code: -32000, message: 'm', ...more, data: { code: 'EvalError', ...more } },
      { code: -32601, message: { toString: 1 }, data: { code: '__proto__' } },
      { code: -32000, message: 'm', data: { code: 'x'.repeat(65) } },
      { message: 1, data: [] },
      'a text',
      null,
      0,
    ]
    for (const [n, error] of errors.entries())
      port.say({ jsonrpc: '2.0', id: m[n]?.id, error: error ?? [] })
    return null
  },
}
