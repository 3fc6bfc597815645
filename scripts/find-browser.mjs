import { findChromium } from './browser.mjs'

try {
  const { executablePath, source } = await findChromium()
  console.log(`Chromium: ${executablePath ?? 'as Playwright downloaded it'}, from ${source}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
