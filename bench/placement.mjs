import { openArena } from './arena.mjs'

const COMPUTE_MS = 200

/**
 * Looks where a frame really runs, in two ways: whether the browser counts it as a target of its own, which it does for
 * frames in another process; and for how long its page gets no turn while the host page computes.
 *
 * @param {import('@playwright/test').Browser} browser
 * @param {import('@playwright/test').BrowserContext} context
 * @param {import('./server.mjs').BenchServer} server
 * @param {import('./server.mjs').Placement} placement
 * @returns {Promise<string>} what was seen
 * @throws {Error} if the frame is elsewhere
 */
export async function provePlacement(browser, context, server, placement) {
  const arena = await openArena(context, server, { contestant: 'port', placement })
  const session = await browser.newBrowserCDPSession()
  const { targetInfos } = await session.send('Target.getTargets')
  await session.detach()
  const isOwnTarget = targetInfos.some(({ type, url }) => type === 'iframe' && server.isFrame(url))

  const watched = arena.inFrame('longestPause', 2 * COMPUTE_MS)
  const computed = await arena.inHost('compute', COMPUTE_MS)
  const pause = await watched
  await arena.close()

  const seen = `the frame is ${isOwnTarget ? 'a target of its own' : 'part of the host page’s target'}; while the host page computed for ${computed.toFixed(0)} ms, the frame’s longest time without a turn was ${pause.toFixed(0)} ms`
  const isRight = placement === 'own-process' ? isOwnTarget : !isOwnTarget && pause >= COMPUTE_MS
  if (!isRight) throw new Error(`The frame is not where it should be (${placement}): ${seen}`)
  return seen
}
