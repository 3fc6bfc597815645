import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createEventBridge } from '@drawbridge/http/event-bridge'
import { expect, it, onTestFinished } from 'vitest'
import { serve } from '../../http/test/fakes/serve.js'

// The built command, in a process of its own.
const command = fileURLToPath(new URL('../dist/command.js', import.meta.url))
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [command, ...args], { env: { ...process.env, ...env } })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

function write(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'platform.json')
  writeFileSync(path, text)
  return path
}

it("runs with the README's configuration, delivers, and ends with SIGTERM", async () => {
  const host = await serve(() => ({ body: { transaction: 't1' } }))
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(readme) ?? []
  const path = write(example.replace('https://host.example', host.url))
  const env = { SHOP_SECRET: 'SHOP-SECRET', HOST_SECRET: 'HOST-SECRET' }
  const child = run([path, '--port', '0'], env)
  const logs: Record<string, unknown>[] = []
  const lines = createInterface(child.stdout)
  lines.on('line', (line) => logs.push(JSON.parse(line) as Record<string, unknown>))
  await once(lines, 'line')
  const baseUrl = String(logs[0]?.address)

  const bridge = createEventBridge({ baseUrl, from: 'miniapp' })
  const event = { appId: 'shop', clientId: 'super-app', type: 'order_created', payload: {} }
  await expect(bridge.send(event)).resolves.toEqual({ transaction: 't1' })
  const page = await fetch(`${baseUrl}/deliveries`)
  expect(await page.text()).toContain('order_created')

  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number]
  // Windows has no signals to answer.
  if (process.platform !== 'win32') {
    expect(code).toBe(0)
    expect(logs.map(({ event }) => event)).toEqual([
      ...['listening', 'delivery', 'closing', 'closed'],
    ])
  }
  expect(JSON.stringify(logs)).not.toMatch(/SHOP-SECRET|HOST-SECRET/)
})

it.each<[string, string, RegExp]>([
  ['no JSON', '{ "tokenSecret": "TOP-SECRET" ', /is no JSON/],
  ['a switch that is not known', '{ "partnership": [] }', /^partnership is not known/],
])('says in one line what is wrong with a file that has %s', async (_, text, message) => {
  const child = run([write(text)])
  let said = ''
  child.stderr.on('data', (chunk) => (said += chunk))
  const [code] = (await once(child, 'close')) as [number]
  expect(code).toBe(1)
  expect(said).toMatch(message)
  expect(said.trim().split('\n')).toHaveLength(1)
  expect(said).not.toContain('TOP-SECRET')
})

it('explains itself without a file', async () => {
  const child = run([])
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  const [code] = (await once(child, 'close')) as [number]
  expect([code, said.includes('drawbridge-platform CONFIG.json')]).toEqual([2, true])
})
