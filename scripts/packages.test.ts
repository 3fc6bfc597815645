import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listMissingExports } from './packages.mjs'

test('listMissingExports() names what a package exports and nobody has built', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-package-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const exports = {
    '.': { types: './build/index.d.ts', default: './dist/index.js' },
    './package.json': './package.json',
  }
  writeFileSync(join(folder, 'package.json'), '{}')
  const built = { folder, manifest: { exports } }
  expect(listMissingExports(built)).toEqual(['./build/index.d.ts', './dist/index.js'])
  for (const name of ['build/index.d.ts', 'dist/index.js']) {
    mkdirSync(join(folder, name, '..'))
    writeFileSync(join(folder, name), '')
  }
  expect(listMissingExports(built)).toEqual([])
})
