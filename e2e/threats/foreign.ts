import type { MountedMiniapp } from '@drawbridge/host'
import { foreignMessages } from '../pages/foreign-messages.js'
import { holdHellos } from '../pages/held-hellos.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import { witness } from '../pages/witness.js'

/** Says everything to a window; what could pass for a hello brings a port, and so do some others. */
function babble(target: Window, attempt?: string): void {
  for (const [n, message] of foreignMessages(attempt).entries()) {
    target.postMessage(message, '*')
    const { kind } = Object(message) as { readonly kind?: unknown }
    if (kind === 'hello' || n % 10 === 0)
      target.postMessage(message, '*', [new MessageChannel().port2])
  }
}

/** The attempts of all hellos from now on, as any script of the page may hear them. */
function watchAttempts(): readonly string[] {
  const attempts: string[] = []
  addEventListener('message', ({ data }) => {
    if (data?.drawbridge === 1 && data.kind === 'hello') attempts.push(data.attempt)
  })
  return attempts
}

/**
 * Both pages are full of other people's messages, from the other window and from their own, as extensions post them:
 * before there is a miniapp, between hello and welcome, in the session, and before the next one.
 */
export const foreignMessagesToBoth: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('ask', (payload) => payload)
    const attempts = watchAttempts()
    const hellos = holdHellos()
    const app = mountMiniapp(stage, host)
    const seen = witness(app)
    babble(window)
    await new Promise((resolve) => app.iframe.addEventListener('load', resolve))
    // The miniapp has answered the last knock with the attempt that counts.
    const miniapp = app.iframe.contentWindow as Window
    stage.cue(miniapp, 'knocked')
    await stage.heard('miniapp')
    babble(window, attempts.at(-1))
    babble(miniapp, attempts.at(-1))
    hellos.release()
    const first = await round(app)
    // A reload of the miniapp: the next session begins in the same noise.
    app.sendCustomEvent('reload', null)
    const second = await round(app)
    return { first, second, host: seen }

    async function round(of: MountedMiniapp): Promise<unknown> {
      await stage.heard('miniapp')
      babble(of.iframe.contentWindow as Window)
      babble(window)
      return await of.request('tell', null)
    }
  },
  async miniapp(stage) {
    babble(parent)
    babble(window)
    const miniapp = testMiniapp(stage)
    const seen = witness(miniapp)
    miniapp.onCustomEvent('reload', () => location.reload())
    miniapp.onCustomEvent('tell', async () => [await miniapp.request('ask', 'again'), ...seen])
    void stage.cued('knocked').then(() => stage.say('knocked'))
    await miniapp.request('ask', 'first')
    babble(parent)
    stage.say('asked')
    return await new Promise(() => {})
  },
}
