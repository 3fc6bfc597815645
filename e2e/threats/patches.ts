import { BridgeError } from '@drawbridge/core'
import { createHost } from '@drawbridge/host'
import { createMiniapp } from '@drawbridge/miniapp'
import { breakages, wrapBuiltIns } from '../pages/built-ins.js'
import { outcomeOf } from '../pages/facts.js'
import { loadCopy } from '../pages/load-copy.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

/** The packages as they were loaded before the page changed what they use, or as they are loaded after it did. */
async function sidesOf(patched: string | undefined) {
  return patched === 'before' ? await loadCopy() : { createHost, createMiniapp }
}

/** Both pages put their own functions in the place of `JSON.parse`, the iterator of lists and `then`, and pass on. */
export const wrappedBuiltIns: Scenario = {
  async host(stage) {
    const facts: Record<string, unknown> = {}
    const called = wrapBuiltIns()
    for (const patched of ['before', 'after']) {
      const sides = await sidesOf(patched)
      const host = sides.createHost({ name: 'Test host' })
      host.onCustomEvent('pay', async (order, { progress }) => {
        progress('paying')
        return { order }
      })
      host.onCustomEvent('fail', () => {
        throw new BridgeError('OUT_OF_STOCK', 'None left', { data: [0] })
      })
      host.onAppEvent(() => {})
      const app = host.mount(document.body, {
        appId: 'shop',
        url: stage.page('miniapp', { query: { patched } }),
        context: { theme: 'dark' },
      })
      const asked = await outcomeOf(app.request('ask', ['a', 'b']))
      const miniapp = await stage.heard('miniapp')
      host.close()
      facts[patched] = { asked, miniapp }
    }
    return { ...facts, called: called() }
  },
  async miniapp(stage) {
    const called = wrapBuiltIns()
    const sides = await sidesOf(stage.query('patched'))
    const miniapp = sides.createMiniapp({ appId: 'shop', hostOrigins: [stage.origins.host] })
    const asked = new Promise<void>((resolve) =>
      miniapp.onCustomEvent('ask', (payload) => {
        setTimeout(resolve)
        return payload
      }),
    )
    const progress: unknown[] = []
    const onProgress = (value: unknown): void => void progress.push(value)
    const paid = await outcomeOf(miniapp.request('pay', { id: 7 }, { key: 'k', onProgress }))
    const failed = await outcomeOf(miniapp.request('fail', null))
    const { delivered } = await miniapp.sendAppEvent('seen', null)
    await asked
    return {
      paid,
      progress,
      failed,
      delivered: await delivered,
      context: miniapp.context,
      called: called(),
    }
  },
}

const SECRET = 'a secret for the neighbour'

/** A miniapp breaks what its own page runs on, in the session. Its neighbour, and the page that comes after it, do not. */
export const brokenBuiltIns: Scenario = {
  async host(stage) {
    const host = testHost()
    const heard: unknown[] = []
    host.onCustomEvent('ask', (payload) => heard.push(payload))
    const neighbour = mountMiniapp(stage, host, { url: stage.page('neighbour'), appId: 'calm' })
    await neighbour.connected
    const rounds = Object.keys(breakages).map(async (how) => {
      const errors = new Set<string>()
      const app = mountMiniapp(stage, host, {
        url: stage.page('broken', { query: { broken: how } }),
      })
      app.on('error', ({ code }) => errors.add(code))
      await stage.heard(how)
      const asked = await outcomeOf(app.request('ask', how, { timeout: 2_000 }))
      const beside = await neighbour.request('echo', SECRET)
      stage.cue(app.iframe.contentWindow, 'tell')
      const texts = String(await stage.heard(how))
      const next = new Promise((resolve) => app.on('session', resolve))
      app.iframe.src = stage.page('miniapp')
      await next
      return {
        how,
        asked: 'error' in asked ? asked.error.code : asked.reply,
        isNeighbourServed: beside === SECRET,
        sees: { itsOwn: texts.includes(how), itsNeighbours: texts.includes(SECRET) },
        after: await app.request('echo', how),
        errors: [...errors],
      }
    })
    return { rounds: await Promise.all(rounds), heard }
  },
  async broken(stage) {
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('ask', (payload) => payload)
    await miniapp.connected
    const how = stage.query('broken') ?? ''
    const say = (value: unknown): void => top?.postMessage({ stage: 'said', role: how, value }, '*')
    const texts: string[] = []
    addEventListener('message', ({ data }) => data?.name === 'tell' && say(texts.join()))
    breakages[how]?.()
    const { parse } = JSON
    JSON.parse = (text) => {
      texts.push(text)
      return parse(text)
    }
    say('broken')
    return await new Promise(() => {})
  },
  neighbour: (stage) => {
    testMiniapp(stage, { appId: 'calm' }).onCustomEvent('echo', (payload) => payload)
    return new Promise(() => {})
  },
  miniapp: (stage) => {
    testMiniapp(stage).onCustomEvent('echo', (payload) => payload)
    return new Promise(() => {})
  },
}
