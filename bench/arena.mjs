/**
 * @typedef {Awaited<ReturnType<typeof stopProfile>>} Profile
 *
 * One contestant in a page of its own: the host and its first frame.
 *
 * @typedef {object} Arena
 * @property {(name: string, count: number) => Promise<number>} inFrame runs a measure of the frame's page
 * @property {(name: string, count: number) => Promise<number>} inHost
 * @property {() => Promise<number>} heap bytes in use on both sides, after all that can go has gone
 * @property {() => Promise<number>} hostThread milliseconds that the host's main thread has worked so far
 * @property {(work: () => Promise<void>) => Promise<Record<'host' | 'frame', Profile>>} profile for a frame in its own process
 * @property {() => Promise<void>} close
 */

/**
 * @param {import('@playwright/test').BrowserContext} context
 * @param {import('./server.mjs').BenchServer} server
 * @param {import('./server.mjs').ArenaOptions} options
 * @returns {Promise<Arena>}
 */
export async function openArena(context, server, options) {
  const page = await context.newPage()
  /** @type {string[]} */
  const errors = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(server.url(options))
  await run(page, `bench.mount(${options.frames ?? 1})`)
  const frame = page.frames().find((each) => server.isFrame(each.url()))
  if (!frame) throw new Error(`The page of "${options.contestant}" has no frame`)
  await frame.waitForFunction('"bench" in globalThis')
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable')

  /**
   * @param {{ evaluate(script: string): Promise<unknown> }} where
   * @param {string} script
   */
  async function run(where, script) {
    const value = await where.evaluate(script)
    if (errors.length > 0) throw new Error(`"${options.contestant}" failed: ${errors.join(', ')}`)
    return Number(value)
  }

  // Twice: what the first collection lets go of may hold more.
  const collect = `(async () => {
    for (const _ of [1, 2]) await gc({ type: 'major', execution: 'async' })
    return performance.memory.usedJSHeapSize
  })()`
  return {
    inFrame: (name, count) => run(frame, `bench.measure(${JSON.stringify(name)}, ${count})`),
    inHost: (name, count) => run(page, `bench.${name}(${count})`),
    async heap() {
      const host = await run(page, collect)
      return options.placement === 'own-process' ? host + (await run(frame, collect)) : host
    },
    async hostThread() {
      const { metrics } = await session.send('Performance.getMetrics')
      const seconds = metrics.find(({ name }) => name === 'ThreadTime')?.value
      if (seconds === undefined) throw new Error('The browser does not tell the time of threads')
      return seconds * 1_000
    },
    async profile(work) {
      const frameSession = await context.newCDPSession(frame)
      for (const each of [session, frameSession]) await startProfile(each)
      await work()
      return { host: await stopProfile(session), frame: await stopProfile(frameSession) }
    },
    close: () => page.close(),
  }
}

/** @param {import('@playwright/test').CDPSession} session */
async function startProfile(session) {
  await session.send('Profiler.enable')
  await session.send('Profiler.setSamplingInterval', { interval: 200 })
  await session.send('Profiler.start')
}

/** @param {import('@playwright/test').CDPSession} session */
async function stopProfile(session) {
  const { profile } = await session.send('Profiler.stop')
  return profile
}
