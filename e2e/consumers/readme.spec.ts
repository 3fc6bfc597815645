import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { buildPages } from './build-pages.js'
import { test } from './consumer.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the first screen of the README buys as it is written', async ({ page, origins }) => {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const [contract, miniapp, host] = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(
    ([, code = '']) =>
      code
        .replaceAll('https://host.example', origins.hostOrigin)
        .replaceAll('https://shop.example/', origins.miniappUrl),
  )
  expect([contract, miniapp, host]).toEqual([
    expect.stringContaining('defineContract'),
    expect.stringContaining('createMiniapp'),
    expect.stringContaining('createHost'),
  ])
  const page_ = (script: string): string =>
    `<!doctype html><html lang="en"><body><script type="module" src="./${script}"></script></body></html>`
  const files = {
    'contract.ts': contract,
    'shop.ts': `${miniapp}\nObject.assign(window, { buy })\n`,
    'host.ts': host,
    'index.html': page_('host.ts'),
    'miniapp.html': page_('shop.ts'),
  }
  origins.serve(await buildPages('readme', files))

  const questions: string[] = []
  page.on('dialog', (dialog) => {
    questions.push(dialog.message())
    void dialog.accept()
  })
  await page.goto(origins.hostOrigin)
  const shop = page.frameLocator('iframe')
  await expect(shop.locator('html')).toHaveAttribute('data-theme', 'dark')
  const answer = await shop
    .locator('html')
    .evaluate(() =>
      (window as unknown as { buy(order: object): Promise<string> }).buy({ id: 'o-1', amount: 42 }),
    )
  expect(answer).toBe('Thank you')
  expect(questions).toEqual(['Pay 42?'])
})
