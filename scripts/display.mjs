import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { endGroup } from './processes.mjs'

/**
 * A display for windows that nobody sees. Its server chooses the number, so that two of them never want the same, and
 * ends by itself with the last program on it, whatever becomes of this process.
 *
 * @returns {Promise<{ env: NodeJS.ProcessEnv, end: () => void }>} `env` is what a program needs to be shown there
 * @throws {Error} if there is no Xvfb, or it does not start
 */
export async function startDisplay() {
  const args = ['-displayfd', '3', '-terminate', '-nolisten', 'tcp', '-screen', '0', '1280x800x24']
  const server = spawn('Xvfb', args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let complaints = ''
  server.stderr?.setEncoding('utf8').on('data', (text) => {
    complaints += text
  })
  const [, , , told] = server.stdio
  if (!told) throw new Error('Xvfb has no way to tell the number of its display')
  const ended = once(server, 'close').then(() => {
    throw new Error(`Xvfb has ended: ${complaints}`)
  })
  const [number] = await Promise.race([once(told, 'data'), ended])
  // From here on it may end: its programs say so.
  ended.catch(() => {})
  return {
    env: { ...process.env, DISPLAY: `:${String(number).trim()}` },
    end: () => endGroup(server),
  }
}
