import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { build, defaultClientConditions } from 'vite'
import { test } from './consumer.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
// Inside the workspace, where the names of the packages lead to their sources.
const project = join(root, 'e2e', '.cache', 'readme')

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
  await rm(project, { recursive: true, force: true })
  await mkdir(project, { recursive: true })
  const page_ = (script: string): string =>
    `<!doctype html><html lang="en"><body><script type="module" src="./${script}"></script></body></html>`
  const files = {
    'contract.ts': contract,
    'shop.ts': `${miniapp}\nObject.assign(window, { buy })\n`,
    'host.ts': host,
    'index.html': page_('host.ts'),
    'miniapp.html': page_('shop.ts'),
  }
  for (const [name, text = ''] of Object.entries(files)) await writeFile(join(project, name), text)
  await build({
    root: project,
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['drawbridge-source', ...defaultClientConditions] },
    build: {
      target: 'es2022',
      rolldownOptions: { input: ['index.html', 'miniapp.html'].map((name) => join(project, name)) },
    },
  })
  origins.serve(join(project, 'dist'))

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
