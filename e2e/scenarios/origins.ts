import { errorFacts, outcomeOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
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
    return { error: value, isAtOnce: ms < 10_000, asked: await asked, status: miniapp.status }
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
