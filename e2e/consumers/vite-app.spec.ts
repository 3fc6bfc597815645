import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { pnpmCommand } from '../../scripts/package-manager.mjs'
import { captureProgram } from '../../scripts/processes.mjs'
import { buy, test } from './consumer.js'
import { tarballOf } from './tarballs.js'

const template = fileURLToPath(new URL('./vite-app', import.meta.url))

/** The tarballs in place of what the registry has, for the packages' own dependencies too. */
const workspace = `overrides:
  '@drawbridge/core': ${JSON.stringify(`file:${tarballOf('core')}`)}
  '@drawbridge/host': ${JSON.stringify(`file:${tarballOf('host')}`)}
  '@drawbridge/miniapp': ${JSON.stringify(`file:${tarballOf('miniapp')}`)}
allowBuilds:
  fsevents: false
`

test('a Vite project in strict TypeScript, made from the tarballs, buys', async ({
  page,
  folder,
  origins,
}) => {
  test.setTimeout(180_000)
  await cp(template, folder, { recursive: true })
  await writeFile(join(folder, 'pnpm-workspace.yaml'), workspace)
  await writeFile(
    join(folder, '.env'),
    `VITE_HOST_ORIGIN=${origins.hostOrigin}\nVITE_MINIAPP_URL=${origins.miniappUrl}\n`,
  )
  const pnpm = async (...args: string[]): Promise<void> => {
    const { code, output } = await captureProgram([...pnpmCommand(), ...args], folder)
    expect(code, output).toBe(0)
  }
  await pnpm('install', '--prefer-offline', '--no-frozen-lockfile')
  await pnpm('run', 'build')
  origins.serve(join(folder, 'dist'))
  await buy(page, origins.hostOrigin)
})
