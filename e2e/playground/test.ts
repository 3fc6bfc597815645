import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Playground, startPlayground } from '@drawbridge/playground'
import { buildPlayground } from '@drawbridge/playground/build'
import { type BrowserContext, test as base, expect } from '@playwright/test'
import { createDesk, type Desk } from './desk.js'

export { expect }

/** The server of the host app goes away, and comes back at the latest when the test ends. */
interface Outage {
  begin(): Promise<void>
  end(): Promise<void>
}

/** Where the shop's frame runs: with a process of its own, or in the one of the host page. */
export const sites = ['cross', 'same'] as const

interface Fixtures {
  /** The host page with the shop in it. */
  desk: Desk
  /** What a page wrote to its console as an error: a breach of the content policy is among it. */
  complaints: string[]
  outage: Outage
}

export const test = base.extend<Fixtures, { builtFolder: string; playground: Playground }>({
  builtFolder: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'drawbridge-playground-'))
      await buildPlayground(folder)
      await use(folder)
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  playground: [
    async ({ builtFolder }, use) => {
      const playground = await startPlayground({ folder: builtFolder })
      await use(playground)
      await playground.close()
    },
    { scope: 'worker' },
  ],
  complaints: [
    async ({ context }, use) => {
      const complaints = collectComplaints(context)
      await use(complaints)
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
  outage: async ({ playground, complaints }, use) => {
    const { start, stop } = playground.backend.host
    await use({ begin: stop, end: start })
    await stop()
    await start()
    // Chromium writes each refused request to the console.
    const others = complaints.filter((text) => !text.includes('400 (Bad Request)'))
    complaints.splice(0, complaints.length, ...others)
  },
  desk: async ({ page, playground }, use) => use(createDesk(page, playground)),
})

function collectComplaints(context: BrowserContext): string[] {
  const complaints: string[] = []
  context.on('console', (message) => {
    // A page that is missing on purpose, and the icon that goes with it.
    if (/\/(nothing-here|favicon.ico)$/.test(message.location().url)) return
    if (message.type() === 'error') complaints.push(message.text())
  })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  return complaints
}
