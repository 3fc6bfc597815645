import { errorFacts, outcomeOf } from '../pages/facts.js'
import { rawHost } from '../pages/raw-host.js'
import { rawHello, rawWindow } from '../pages/raw-miniapp.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import type { Stage } from '../pages/stage.js'
import { timed } from '../pages/time.js'

const refusal = (error: Error) => ({ ...errorFacts(error), text: error.message })

/** The miniapp does not list the page around it. */
export const hostNotListed: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    const heard: unknown[] = []
    addEventListener('message', ({ source, data }) => {
      if (source === app.iframe.contentWindow && data?.drawbridge) heard.push(data)
    })
    const miniapp = await stage.heard('miniapp')
    return { miniapp, host: app.status, heard, origin: stage.origins.host }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage, { hostOrigins: ['https://other.example'] })
    const asked = outcomeOf(miniapp.request('any', null))
    const { ms, value } = await timed(miniapp.connected.catch(refusal))
    return { error: value, isAtOnce: ms < 2_000, asked: await asked, status: miniapp.status }
  },
}

/** A page that is no listed host frames the miniapp and does as if: it hears no hello and can say nothing. */
export const falseHost: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const miniapp = stage.heard('miniapp')
    await stage.cued('looking')
    host.knock()
    host.welcome('guessed')
    stage.cue(host.frame.contentWindow, 'knocked')
    return { miniapp: await miniapp, hellos: host.hellos() }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage, { hostOrigins: [stage.origins.stranger] })
    const failed = miniapp.connected.catch((error: Error) => errorFacts(error).code)
    stage.cue(window.top, 'looking')
    await stage.cued('knocked')
    return await failed
  },
}

/** The host does not list the page in its frame. */
export const frameNotListed: Scenario = {
  async host(stage) {
    const host = testHost()
    // One for each hello, of which a knock brings a second.
    const errors = new Set<string>()
    host.on('error', ({ code, message }) => errors.add(`${code} ${message}`))
    const app = mountMiniapp(stage, host, { origins: [stage.origins.stranger] })
    const miniapp = await stage.heard('miniapp')
    return { miniapp, errors: [...errors], status: app.status, origin: stage.origins.miniapp }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const asked = outcomeOf(miniapp.request('any', null))
    const error = await miniapp.connected.catch(refusal)
    return { error, asked: await asked, status: miniapp.status }
  },
}

/** The frame goes to a page of another origin, which says hello. */
export const frameWandersOff: Scenario = {
  async host(stage) {
    const host = testHost()
    const errors: string[] = []
    host.on('error', (error) => errors.push(error.code))
    const app = mountMiniapp(stage, host)
    const status = [app.status]
    app.on('status', (next) => status.push(next))
    await app.connected
    const asked = outcomeOf(app.request('never answered', null))
    app.sendCustomEvent('go', stage.page('stranger', { at: 'stranger' }))
    const stranger = await stage.heard('stranger')
    return { asked: await asked, stranger, status, errors }
  },
  miniapp: (stage) =>
    new Promise(() => {
      const miniapp = testMiniapp(stage)
      miniapp.onCustomEvent('never answered', () => new Promise(() => {}))
      miniapp.onCustomEvent('go', (url) => location.assign(String(url)))
    }),
  async stranger(stage) {
    const window_ = rawWindow()
    const port = rawHello(parent, stage.origins.host, 'stranger')
    const refused = await window_.next('refuse')
    return { refused, packets: port.packets }
  },
}

/**
 * Windows of the right origin that are not the mounted frame say hello to the host: a frame beside it, a frame in
 * it, a window that it opened. The session of the mounted one lives on.
 */
export const wrongWindows: Scenario = {
  async host(stage) {
    const host = testHost()
    const errors: string[] = []
    host.on('error', (error) => errors.push(error.code))
    const app = mountMiniapp(stage, host)
    const { id } = await app.connected
    const sessions: string[] = []
    app.on('session', (session) => sessions.push(session.id))

    const beside = document.createElement('iframe')
    beside.src = stage.page('beside')
    document.body.append(beside)
    for (const role of ['beside', 'inside']) await stage.heard(role)
    // Last, since it hides this page, and browsers load little in a hidden one.
    stage.cue(app.iframe.contentWindow, 'open')
    await stage.heard('opened')
    // Posted after the hellos and taken up after them.
    stage.cue(beside.contentWindow, 'tell')
    const roundTrip = await app.request('still', null)
    return {
      beside: await stage.heard('beside'),
      inside: await stage.heard('inside'),
      opened: await stage.heard('opened'),
      isSameSession: app.session?.id === id,
      sessions,
      errors,
      roundTrip,
    }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const inside = document.createElement('iframe')
    inside.src = stage.page('inside')
    await miniapp.connected
    document.body.append(inside)
    await stage.cued('open')
    const opened = open(stage.page('opened'))
    miniapp.onCustomEvent('still', () => {
      stage.cue(inside.contentWindow, 'tell')
      stage.cue(opened, 'tell')
      return miniapp.status
    })
  },
  async beside(stage) {
    return intrude(stage, top as Window)
  },
  async inside(stage) {
    return intrude(stage, top as Window)
  },
  async opened(stage) {
    return intrude(stage, opener.top)
  },
}

/** Says hello to a host that did not mount this window, and tells what came of it. */
async function intrude(stage: Stage, host: Window): Promise<unknown> {
  const answers: unknown[] = []
  addEventListener('message', ({ data }) => data?.drawbridge && answers.push(data))
  const port = rawHello(host, stage.origins.host, `hello of ${stage.role}`)
  stage.say('said hello')
  await stage.cued('tell')
  return { answers, packets: port.packets }
}

/** A window of the host's origin that is not the parent welcomes the miniapp's newest attempt. */
export const wrongWindowToMiniapp: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const { data, port } = await host.hello()
    const beside = document.createElement('iframe')
    beside.src = stage.page('beside', { at: 'host' })
    document.body.append(beside)
    await stage.heard('beside')
    stage.cue(beside.contentWindow, 'attempt', data.attempt)
    await stage.heard('beside')
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
    const attempt = await stage.cued('attempt')
    const frame = parent.frames[0] as Window
    frame.postMessage({ drawbridge: 1, kind: 'knock' }, '*')
    frame.postMessage({ drawbridge: 1, kind: 'refuse', attempt, code: 'NO_HOST' }, '*')
    frame.postMessage({ drawbridge: 1, kind: 'welcome', attempt, protocol: 1 }, '*')
    stage.cue(frame, 'intruder is done')
    return null
  },
}

/** `'any'` takes whichever page is around it; a list takes the one in it. */
export const hostOriginLists: Scenario = {
  async host(stage) {
    const host = testHost()
    const facts: unknown[] = []
    for (const list of ['any', 'three', 'none', 'path']) {
      const app = mountMiniapp(stage, host, { url: stage.page('miniapp', { query: { list } }) })
      facts.push(await stage.heard('miniapp'))
      app.unmount()
    }
    return facts
  },
  async miniapp(stage) {
    const { host, stranger } = stage.origins
    const lists: Record<string, 'any' | string[]> = {
      any: 'any',
      three: ['https://other.example', host, stranger],
      none: [],
      path: [`${host}/page`],
    }
    const list = stage.query('list') ?? ''
    try {
      const miniapp = testMiniapp(stage, { hostOrigins: lists[list] })
      return { list, ...(await miniapp.connected.then(() => ({}), errorFacts)) }
    } catch (error) {
      return { list, thrown: errorFacts(error) }
    }
  },
}
