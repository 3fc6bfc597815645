import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { rootFolder } from './root.mjs'

it('Ctrl-C ends the playground, and nothing is summed up', async () => {
  const command = spawn(process.execPath, [join(rootFolder, 'scripts', 'run.mjs'), 'dev'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: '0', SHOP_PORT: '0' },
    // A group of its own, which gets what a terminal sends.
    detached: true,
  })
  const ended = once(command, 'close')
  let output = ''
  for (const stream of [command.stdout, command.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
      // Every process of the group hears it, and the first passes it on to its child besides.
      if (text.includes('Ctrl-C closes it.')) process.kill(-(command.pid ?? 0), 'SIGINT')
    })
  expect(await ended).toEqual([130, null])
  expect(output).toMatch(/The playground is open at .*Ctrl-C closes it\.\n$/s)
}, 60_000)
