import { createIntruder } from '../pages/intruder.js'
import { rawHost } from '../pages/raw-host.js'
import { rawHello } from '../pages/raw-miniapp.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import type { Stage } from '../pages/stage.js'
import { witness } from '../pages/witness.js'

/**
 * Windows of the miniapp's own origin that are not the mounted frame say everything there is to the host and to the
 * miniapp: a frame beside it, a frame in it, a window that it opened, a window that the host opened.
 */
export const wrongWindows: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    await app.connected
    const seen = witness(app)
    await stage.heard('miniapp')

    const beside = document.createElement('iframe')
    beside.src = stage.page('beside')
    document.body.append(beside)
    await stage.heard('beside')
    await stage.heard('inside')
    // Last, since they hide this page, and browsers load little in a hidden one.
    stage.cue(app.iframe.contentWindow, 'open')
    await stage.heard('opened')
    const openedByHost = open(stage.page('openedByHost'))
    await stage.heard('openedByHost')

    // Posted after all of it, and taken up after it.
    for (const intruder of [beside.contentWindow, openedByHost]) stage.cue(intruder, 'tell')
    const miniapp = await app.request('what happened', null)
    const answers: Record<string, unknown> = {}
    for (const role of ['beside', 'inside', 'opened', 'openedByHost'])
      answers[role] = await stage.heard(role)
    return { answers, miniapp, host: seen }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    await miniapp.connected
    const seen = witness(miniapp)
    stage.say('watching')
    const inside = document.createElement('iframe')
    inside.src = stage.page('inside')
    document.body.append(inside)
    await stage.cued('open')
    const opened = open(stage.page('opened'))
    miniapp.onCustomEvent('what happened', () => {
      for (const intruder of [inside.contentWindow, opened]) stage.cue(intruder, 'tell')
      return seen
    })
    return await new Promise(() => {})
  },
  beside: (stage) => intrudeInto(stage, top as Window),
  inside: (stage) => intrudeInto(stage, top as Window),
  opened: (stage) => intrudeInto(stage, opener.top),
  openedByHost: (stage) => intrudeInto(stage, opener),
}

async function intrudeInto(stage: Stage, host: Window): Promise<unknown> {
  const intruder = createIntruder()
  intruder.say(host)
  intruder.say(host.frames[0] as Window)
  stage.say('said everything')
  await stage.cued('tell')
  return intruder.answers
}

/** A page of the host's origin that is not the parent knows the attempt, and says everything to the miniapp. */
export const wrongParent: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const { data, port } = await host.hello()
    const beside = document.createElement('iframe')
    beside.src = stage.page('beside', { at: 'host' })
    document.body.append(beside)
    await stage.heard('beside')
    stage.cue(beside.contentWindow, 'attempt', data.attempt)
    await stage.heard('beside')
    await stage.heard('miniapp')
    const before = { hellos: host.hellos(), packets: [...port.packets] }
    host.welcome(data.attempt)
    const { m } = await port.next()
    return { before, after: m[0]?.method }
  },
  async miniapp(stage) {
    testMiniapp(stage)
    await stage.cued('intruder is done')
    return null
  },
  async beside(stage) {
    stage.say('here')
    const attempt = String(await stage.cued('attempt'))
    const miniapp = parent.frames[0] as Window
    createIntruder({ attempt }).say(miniapp)
    stage.cue(miniapp, 'intruder is done')
    return null
  },
}

const HELLOS = 1_000

/** A frame beside the mounted one says a thousand hellos: none counts against the mounted one. */
export const hellosOfStrangers: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost(), {
      url: stage.page('miniapp', { query: { gate: 'page' } }),
    })
    const beside = document.createElement('iframe')
    beside.src = stage.page('beside')
    document.body.append(beside)
    await stage.heard('beside')
    await stage.open('page')
    await app.connected
    stage.cue(beside.contentWindow, 'tell')
    return { beside: await stage.heard('beside'), answer: await app.request('here', null) }
  },
  miniapp: (stage) => {
    testMiniapp(stage).onCustomEvent('here', () => 'yes')
    return new Promise(() => {})
  },
  async beside(stage) {
    const ports = Array.from({ length: HELLOS }, (_, n) =>
      rawHello(parent, stage.origins.host, `stranger ${n}`),
    )
    stage.say('said hello')
    await stage.cued('tell')
    return ports.flatMap(({ packets }) => packets)
  },
}
