import { diagnose } from '@drawbridge/miniapp/diagnose'
import { errorFacts, outcomeOf } from '../pages/facts.js'
import { createIntruder } from '../pages/intruder.js'
import { rawConnect, rawHello, rawWindow } from '../pages/raw-miniapp.js'
import { ping } from '../pages/raw-port.js'
import { recordWindow } from '../pages/recorder.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import { witness } from '../pages/witness.js'

const sandbox = 'allow-scripts'

/** A frame whose sandbox takes its origin away is known by the token of its launch. */
export const opaqueFrame: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('ping', () => 'pong')
    const errors: string[] = []
    host.on('error', ({ code }) => errors.push(code))
    const app = mountMiniapp(stage, host, { sandbox })
    const answer = await stage.heard('miniapp')
    const { origin } = await app.connected
    // The same sandbox without the token, as a page that the frame was led to.
    const url = stage.page('stranger')
    app.iframe.src = url
    const stranger = await stage.heard('stranger')
    return { answer, origin, stranger, status: app.status, errors: [...new Set(errors)] }
  },
  async miniapp(stage) {
    return await testMiniapp(stage).request('ping', null)
  },
  async stranger(stage) {
    const miniapp = testMiniapp(stage)
    const asked = await outcomeOf(miniapp.request('ping', null))
    return { ...asked, why: diagnose(miniapp).candidates[0]?.why }
  },
}

/** Two miniapps without an origin, which the browser cannot tell apart: one does as if it were the other. */
export const twoOpaqueFrames: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost(), { sandbox })
    await app.connected
    const seen = witness(app)
    await stage.heard('miniapp')
    const rival = mountMiniapp(stage, testHost(), {
      appId: 'rival',
      url: stage.page('rival'),
      sandbox,
    })
    await stage.heard('rival')
    const stolen = new URL(app.iframe.src).hash.slice('#drawbridge='.length)
    stage.cue(rival.iframe.contentWindow, 'token', stolen)
    const facts = await stage.heard('rival')
    const miniapp = await app.request('what happened', null)
    return { rival: facts, miniapp, host: seen, isOther: rival.session?.id !== app.session?.id }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    await miniapp.connected
    const seen = witness(miniapp)
    miniapp.onCustomEvent('what happened', () => seen)
    stage.say('watching')
    return await new Promise(() => {})
  },
  async rival(stage) {
    stage.say('here')
    const stolen = String(await stage.cued('token'))
    const own = location.hash.slice('#drawbridge='.length)
    const intruder = createIntruder()
    intruder.say(parent.frames[0] as Window)
    const window_ = rawWindow()
    const refusals: unknown[] = []
    for (const [attempt, token] of Object.entries({ none: undefined, guessed: 'x', stolen })) {
      rawHello(parent, stage.origins.host, attempt, { token })
      const { data } = (await window_.next('refuse')) as { data: unknown }
      refusals.push(data)
    }
    const port = rawHello(parent, stage.origins.host, 'own', { token: own })
    await window_.next('welcome')
    await rawConnect(port)
    return { refusals, own: await ping(port), hasOther: stolen !== own && stolen.length > 16 }
  },
}

/** The host has no origin itself: that both are called `null` makes nobody equal. */
export const opaqueHost: Scenario = {
  async host(stage) {
    const box = document.createElement('iframe')
    box.setAttribute('sandbox', sandbox)
    box.src = stage.page('boxed', { at: 'host' })
    document.body.append(box)
    return await stage.heard('boxed')
  },
  async boxed(stage) {
    const host = testHost()
    const heard: string[] = []
    host.onCustomEvent('*', (type) => heard.push(type))
    host.on('error', ({ code }) => heard.push(`error ${code}`))
    // To the browser these have no origin either: a sandbox holds for the frames in it too.
    const raw = mountMiniapp(stage, host, { url: stage.page('raw') })
    await stage.cued('raw said hello')
    stage.cue(raw.iframe.contentWindow, 'tell')
    const answers = await stage.cued('answers')
    const apps: unknown[] = []
    for (const hostOrigins of ['listed', 'any']) {
      const app = mountMiniapp(stage, host, {
        url: stage.page('miniapp', { query: { hostOrigins } }),
        sandbox,
      })
      apps.push({ miniapp: await stage.cued('ended'), status: app.status })
    }
    return { origin, raw: { answers, status: raw.status }, apps, heard }
  },
  async raw(stage) {
    const recorder = recordWindow()
    const port = rawHello(parent, '*', 'raw')
    void rawConnect(port)
    stage.cue(parent, 'raw said hello')
    await stage.cued('tell')
    stage.cue(parent, 'answers', { packets: port.packets, kinds: recorder.kinds() })
    return null
  },
  async miniapp(stage) {
    const hostOrigins = stage.query('hostOrigins') === 'any' ? 'any' : [stage.origins.host]
    const error = await testMiniapp(stage, { hostOrigins }).connected.catch(errorFacts)
    stage.cue(parent, 'ended', (error as { code: string }).code)
    return null
  },
}
