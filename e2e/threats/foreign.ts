import type { MountedMiniapp } from '@drawbridge/host'
import { foreignMessages } from '../pages/foreign-messages.js'
import { holdHellos } from '../pages/held-hellos.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import { witness } from '../pages/witness.js'

/** Says everything to a window; some of it brings a port, as several of these do. */
function babble(target: Window, attempt?: string): void {
  for (const [n, message] of foreignMessages(attempt).entries()) {
    target.postMessage(message, '*')
    if (n % 4 === 0) target.postMessage(message, '*', [new MessageChannel().port2])
  }
}

/** Hears a hello, as any script of the page may. */
function nextAttempt(): Promise<string> {
  return new Promise((resolve) =>
    addEventListener(
      'message',
      ({ data }) => data?.drawbridge === 1 && data.kind === 'hello' && resolve(data.attempt),
    ),
  )
}

/**
 * Both pages are full of other people's messages, from the other window and from their own, as extensions post them:
 * before there is a miniapp, between hello and welcome, in the session, and before the next one.
 */
export const foreignMessagesToBoth: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('ask', (payload) => payload)
    const attempt = nextAttempt()
    const hellos = holdHellos()
    const app = mountMiniapp(stage, host)
    const seen = witness(app)
    babble(window)
    await hellos.of(1)
    const miniapp = app.iframe.contentWindow as Window
    babble(window, await attempt)
    babble(miniapp, await attempt)
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
    await miniapp.request('ask', 'first')
    babble(parent)
    stage.say('asked')
    return await new Promise(() => {})
  },
}
