import { tap } from '@drawbridge/miniapp'
import { bothWays } from '../pages/both-ways.js'
import { errorFacts, outcomeOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import { timed } from '../pages/time.js'

/** What comes before its handler is held, until the handler comes or two seconds are over. */
export const heldMessages: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    await app.connected
    const late = app.request('late', 'held')
    for (const type of ['late', 'unheard', 'unheard', 'unseen']) app.sendCustomEvent(type, type)
    const first = await timed(outcomeOf(app.request('nobody', null)))
    const second = await timed(outcomeOf(app.request('nobody', null)))
    return {
      late: await late,
      first: { ...first.value, isAfterTwoSeconds: first.ms > 1_500 && first.ms < 10_000 },
      second: { ...second.value, isAtOnce: second.ms < 1_800 },
      miniapp: await stage.heard('miniapp'),
    }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const heard: unknown[] = []
    const errors: string[] = []
    const told = new Promise<void>((resolve) =>
      miniapp.on('error', ({ code, message }) => {
        errors.push(`${code} ${message}`)
        resolve()
      }),
    )
    await new Promise<void>((resolve) => tap(miniapp, ({ type }) => type === 'late' && resolve()))
    miniapp.onCustomEvent('late', (payload, { expectsReply }) => {
      heard.push({ payload, expectsReply })
      return 'answered'
    })
    // A host counts as ready when the turn of its mount is over.
    const { ms, value } = await timed(outcomeOf(miniapp.request('nobody', null)))
    await told
    return { heard, errors, toHost: value, isAtOnce: ms < 1_800 }
  },
}

/** `ready()` ends the holding at once. */
export const readyMiniapp: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    const asked = timed(outcomeOf(app.request('nobody', null)))
    const { ms } = await timed(app.connected)
    const { ms: askedMs, value } = await asked
    return { ...value, isSoon: askedMs - ms < 1_800 }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    await miniapp.connected
    miniapp.ready()
    return null
  },
}

/** One handler answers, any number observe; nobody answers twice. */
export const answeringAndObserving: Scenario = bothWays({
  answer(side) {
    const seen: unknown[] = []
    const off = side.onCustomEvent('price', () => 'first')
    try {
      side.onCustomEvent('price', () => 'second')
    } catch (error) {
      seen.push(errorFacts(error).code)
    }
    off()
    side.onCustomEvent('price', () => 'third')
    off()
    const note = (who: string) => (payload: unknown, context: { expectsReply: boolean }) => {
      seen.push([who, payload, context.expectsReply])
      return 'not an answer'
    }
    side.onCustomEvent('price', note('observer'), { observe: true })
    const offTwice = side.onCustomEvent('price', note('gone'), { observe: true })
    offTwice()
    side.onCustomEvent('*', (type, payload) => seen.push(['all', type, payload]))
    return () => seen
  },
  async ask(side) {
    side.sendCustomEvent('price', 1)
    const price = await side.request('price', 2)
    // An observer of all counts as no handler.
    return { price, other: await outcomeOf(side.request('other', 3)) }
  },
})

/** A mounted miniapp's own handler comes before the one of its host. */
export const handlerScopes: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('who', () => 'the host')
    const facts: unknown[] = []
    host.onCustomEvent('who', (_payload, { miniapp }) => void facts.push(miniapp.appId), {
      observe: true,
    })
    const own = mountMiniapp(stage, host, { appId: 'own' })
    own.onCustomEvent('who', () => 'its own')
    const ownAnswer = await stage.heard('miniapp')
    mountMiniapp(stage, host, { appId: 'other' })
    return { ownAnswer, otherAnswer: await stage.heard('miniapp'), facts }
  },
  async miniapp(stage) {
    return await testMiniapp(stage).request('who', null)
  },
}
