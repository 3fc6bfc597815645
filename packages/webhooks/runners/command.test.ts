import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createWebhookReceiver } from '@drawbridge/webhooks'
import { toNodeHandler } from '@drawbridge/webhooks/node'
import { github } from '@drawbridge/webhooks/providers'
import { expect, it } from 'vitest'
import { runNode } from '../../testing/runners/run-program.js'
import { addressOf } from '../test/servers.js'

const program = fileURLToPath(new URL('../bin/drawbridge-webhooks.js', import.meta.url))
const packageJson = fileURLToPath(new URL('../package.json', import.meta.url))
const run = (args: string[], env: Record<string, string> = {}) =>
  runNode([program, ...args], { env })

it('sends a sample, and its exit code says whether it was taken', async () => {
  const names: string[] = []
  const receive = createWebhookReceiver(github, {
    config: { webhookSecret: 's' },
    handlers: { '*': ({ name }) => void names.push(name) },
  })
  const url = await addressOf(createServer(toNodeHandler(receive)).listen(0, '127.0.0.1'))
  const send = ['send', url, '--provider', 'github']
  const taken = await run(send, { WEBHOOK_SECRET: 's' })
  expect(taken).toEqual({ code: 0, output: expect.stringContaining('200 {"ok":true}') })
  const other = ['--secret-env', 'OTHER', '--header', 'X-GitHub-Event: push']
  const refused = await run([...send, ...other], { OTHER: 'x' })
  expect(refused).toEqual({ code: 1, output: expect.stringContaining('signature-wrong') })
  expect((await run([...send, ...other], { OTHER: 's' })).code).toBe(0)
  expect(names).toEqual(['issues.opened', 'push.opened'])
})

it.each<[string[], string]>([
  [[], 'Usage:'],
  [['frobnicate', 'x'], 'Usage:'],
  [['send', 'http://127.0.0.1:1'], 'Give --provider: github'],
  [['send', 'http://127.0.0.1:1', '--provider', 'toString'], 'Give --provider: github'],
  [['send', 'http://127.0.0.1:1', '--provider', 'github'], 'environment variable WEBHOOK_SECRET'],
  [['send', 'http://127.0.0.1:1', '--what'], '--what'],
  [['check', packageJson], 'is wrong at'],
  [['check', 'absent.json'], 'absent.json'],
])('%j: says what to write', async (args, words) => {
  expect(await run(args)).toEqual({ code: 2, output: expect.stringContaining(words) })
})

it('says how it is used, and how a header is written', async () => {
  expect(await run(['--help'])).toEqual({ code: 0, output: expect.stringContaining('Usage:') })
  const args = ['send', 'http://127.0.0.1:1', '--provider', 'github', '--header', 'x']
  const { code, output } = await run(args, { WEBHOOK_SECRET: 's' })
  expect([code, output]).toEqual([2, expect.stringContaining('--header "x" is no header')])
})
