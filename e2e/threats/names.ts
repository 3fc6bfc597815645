import { BridgeError, defineContract, type } from '@drawbridge/core'
import { tap } from '@drawbridge/miniapp'
import { diagnose } from '@drawbridge/miniapp/diagnose'
import { outcomeOf } from '../pages/facts.js'
import { inherited, pollution, watchPrototypes } from '../pages/prototypes.js'
import { answerConnect, rawHost } from '../pages/raw-host.js'
import { rawConnect, rawHello, rawWindow } from '../pages/raw-miniapp.js'
import { type RawPort, rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

/** Numbers requests, sends them, and gives for each the code that it was refused with, or its reply. */
function createAsker(port: RawPort): (requests: readonly object[]) => Promise<unknown[]> {
  let lastId = 0
  return async (requests) => {
    const first = lastId + 1
    port.say(...requests.map((request) => ({ ...request, id: ++lastId })))
    const answers = new Map<unknown, unknown>()
    const ids = requests.map((_request, n) => first + n)
    while (!ids.every((id) => answers.has(id)))
      for (const message of (await port.next()).m) {
        const { error, result } = message as {
          error?: { code: unknown; data: { code: string } }
          result?: unknown
        }
        const code = typeof error?.code === 'number' ? error.data.code : 'an error without a number'
        answers.set(message.id, error ? code : result)
      }
    return ids.map((id) => answers.get(id))
  }
}

/** What no text can be made of. */
const TEXTLESS = { toString: 1, valueOf: 1 }

const contract = defineContract({ echo: { payload: type<unknown>(), reply: type<unknown>() } })

/** A miniapp asks for everything by the names that objects inherit, and sends what would change them. */
export const namesToHost: Scenario = {
  async host(stage) {
    const isClean = watchPrototypes()
    const facts: Record<string, unknown> = {}
    for (const [name, options] of Object.entries({
      plain: {},
      strict: { contract, capabilities: ['echo'] },
    })) {
      const host = testHost(options)
      const isPlain: boolean[] = []
      host.onCustomEvent('echo', (payload) => {
        isPlain.push(Object.getPrototypeOf(payload) === Object.prototype)
        return null
      })
      host.onCustomEvent('fail', (code) => {
        throw new BridgeError(String(code), 'as it was told')
      })
      const app = mountMiniapp(stage, host)
      // Who looks at a message must not ask it for its text.
      let shown = 0
      tap(app, () => void shown++)
      const asked = outcomeOf(app.request('answer wrongly', null))
      const miniapp = await stage.heard('miniapp')
      const { error } = (await asked) as { error: { code: string } }
      facts[name] = { miniapp, isPlain, error: error.code, isClean: isClean(), isShown: shown > 50 }
      app.unmount()
    }
    return facts
  },
  async miniapp(stage) {
    const window_ = rawWindow()
    const port = rawHello(parent, stage.origins.host, 'a1', pollution() as Record<string, unknown>)
    await window_.next('welcome')
    await rawConnect(port, inherited)
    const { m } = await port.next()
    port.say({ jsonrpc: '2.0', id: m[0]?.id, error: { message: 'm', data: { code: '__proto__' } } })
    const ask = createAsker(port)
    const meta = { key: 'toString', ...pollution() }
    return {
      methods: await ask(inherited.map((name) => rpc(name, pollution()))),
      types: await ask(inherited.map((name) => rpc('event', { type: name, payload: name }))),
      appEvents: await ask(
        inherited.map((name) => rpc('appEvent', { event: name, data: name, _meta: { key: name } })),
      ),
      capabilities: await ask([rpc('bridge/capabilities', { names: inherited.slice(1) })]),
      codes: await ask(inherited.map((name) => rpc('event', { type: 'fail', payload: name }))),
      odd: await ask([
        rpc('event', { type: TEXTLESS, payload: null }),
        rpc('appEvent', { event: TEXTLESS, data: null }),
      ]),
      payload: await ask([rpc('event', { type: 'echo', payload: pollution(), _meta: meta })]),
    }
  },
}

/** A host does the same to its miniapp. */
export const namesToMiniapp: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const { data, port } = await host.hello()
    host.welcome(data.attempt)
    await answerConnect(port, {
      session: 'constructor',
      host: pollution(),
      capabilities: ['echo'],
      features: [...inherited, 'ack', 'batch'],
      limits: pollution(),
      outcomes: pollution(),
      context: pollution(),
    })
    const { m } = await port.next()
    port.say({ jsonrpc: '2.0', id: m[0]?.id, error: { message: 'm', data: { code: 'valueOf' } } })
    port.say(rpc('bridge/context', { changed: pollution() }))
    for (const name of inherited) port.say(rpc(name, pollution()))
    const ask = createAsker(port)
    const facts = {
      methods: await ask(inherited.map((name) => rpc(name, pollution()))),
      types: await ask(inherited.map((name) => rpc('event', { type: name, payload: name }))),
    }
    stage.cue(host.frame.contentWindow, 'tell')
    return { ...facts, miniapp: await stage.heard('miniapp') }
  },
  async miniapp(stage) {
    const isClean = watchPrototypes()
    const miniapp = testMiniapp(stage)
    miniapp.ready()
    const asked = await outcomeOf(miniapp.request('any', null))
    await stage.cued('tell')
    return {
      asked,
      isClean: isClean(),
      isContextPolluted: 'polluted' in miniapp.context,
      supports: inherited.filter((name) => miniapp.supports(name)),
    }
  },
}

/** A refusal with such a name as its code says no more than that name, and one without a text is one all the same. */
export const namesAsRefusal: Scenario = {
  async host(stage) {
    const texts: unknown[] = []
    const textless = rawHost(stage)
    const { data, port } = await textless.hello()
    textless.welcome(data.attempt)
    await port.next()
    port.say(rpc('bridge/close', { reason: TEXTLESS }))
    // It begins anew, as after any other goodbye.
    texts.push((await textless.hello()).data.app)
    textless.frame.remove()
    for (const code of ['constructor', '__proto__']) {
      const host = rawHost(stage)
      const { data } = await host.hello()
      host.refuse(data.attempt, code)
      texts.push(await stage.heard('miniapp'))
      host.frame.remove()
    }
    return texts
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const text = await miniapp.connected.catch((error: Error) => error.message)
    return [text, diagnose(miniapp).candidates.find(({ name }) => name === 'web')?.why]
  },
}
