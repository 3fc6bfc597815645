import { tap } from '@drawbridge/miniapp'
import { outcomeOf } from '../pages/facts.js'
import { createIntruder, forgedReplies, type Knowledge } from '../pages/intruder.js'
import { rawConnect, rawHello, rawWindow } from '../pages/raw-miniapp.js'
import { ping } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import { witness } from '../pages/witness.js'

const IDS = 1_000

/**
 * While a call is pending in both directions, others of the miniapp's origin forge answers to it: a frame beside it
 * over the windows, and another mounted miniapp on the port of its own session.
 *
 * @param isInformed Whether they know all ids of the session.
 */
function forgery(isInformed: boolean): Scenario {
  return {
    async host(stage) {
      const host = testHost()
      host.onCustomEvent('slow', () => stage.cued('answer'))
      const hello = nextHello()
      const app = mountMiniapp(stage, host)
      const { attempt, document: document_ } = await hello
      const { id: session } = await app.connected
      const seen = witness(app)
      const asked = outcomeOf(app.request('slow', null))
      await stage.heard('miniapp')

      const known = isInformed ? { attempt, document: document_, session } : {}
      const beside = document.createElement('iframe')
      beside.src = stage.page('beside')
      document.body.append(beside)
      const rival = mountMiniapp(stage, host, { appId: 'rival', url: stage.page('rival') })
      for (const [role, frame] of [
        ['beside', beside],
        ['rival', rival.iframe],
      ] as const) {
        await stage.heard(role)
        stage.cue(frame.contentWindow, 'forge', known)
        await stage.heard(role)
      }

      const isSameSession = app.session?.id === session
      stage.cue(window, 'answer', 'the true answer')
      stage.cue(app.iframe.contentWindow, 'answer', 'the true answer')
      const facts = { host: { ...(await asked), seen }, miniapp: await stage.heard('miniapp') }
      stage.cue(beside.contentWindow, 'tell')
      return { ...facts, isSameSession, answers: await stage.heard('beside') }
    },
    async miniapp(stage) {
      const miniapp = testMiniapp(stage)
      miniapp.onCustomEvent('slow', () => stage.cued('answer'))
      await miniapp.connected
      const seen = witness(miniapp)
      const asked = outcomeOf(miniapp.request('slow', null))
      await new Promise<void>((resolve) =>
        tap(
          miniapp,
          ({ direction, kind }) => direction === 'in' && kind === 'request' && resolve(),
        ),
      )
      stage.say('asked and was asked')
      return { ...(await asked), seen }
    },
    async beside(stage) {
      stage.say('here')
      const known = (await stage.cued('forge')) as Knowledge
      const intruder = createIntruder({ ...known, ids: IDS })
      intruder.say(parent.frames[0] as Window)
      intruder.say(parent)
      stage.say('forged')
      await stage.cued('tell')
      return intruder.answers
    },
    async rival(stage) {
      stage.say('here')
      const window_ = rawWindow()
      const known = (await stage.cued('forge')) as Knowledge
      const { attempt = 'rival', document: document_ = 'rival' } = known
      const port = rawHello(parent, stage.origins.host, attempt, { document: document_ })
      await window_.next('welcome')
      await rawConnect(port)
      port.say(...forgedReplies(IDS))
      await ping(port)
      return 'forged'
    },
  }
}

export const strangersForge: Scenario = forgery(false)
export const thievesForge: Scenario = forgery(true)

function nextHello(): Promise<{ attempt: string; document: string }> {
  return new Promise((resolve) => {
    addEventListener('message', function onMessage({ data }) {
      if (data?.kind !== 'hello') return
      removeEventListener('message', onMessage)
      resolve(data)
    })
  })
}
