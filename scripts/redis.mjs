import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { installFromDebian } from './debian.mjs'
import { freePort } from './loopback.mjs'

const redisRemedy =
  'Install it (Debian, Ubuntu: redis-server; Homebrew: redis; Windows: Memurai or WSL), or set DRAWBRIDGE_REDIS to the path of a redis-server'

/**
 * The path of a redis-server: the one that DRAWBRIDGE_REDIS names, one on the PATH, or Debian's.
 *
 * @throws {Error} with what to do
 */
async function findRedis() {
  const named = process.env.DRAWBRIDGE_REDIS
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`DRAWBRIDGE_REDIS names ${named}, which is not there`)
  }
  const found = findOnPath()
  if (found) return found
  try {
    await installFromDebian(['redis-server'])
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : cause
    throw new Error(`There is no redis-server, and ${why}. ${redisRemedy}`, { cause })
  }
  const installed = findOnPath()
  if (!installed) throw new Error(`apt-get installed no redis-server. ${redisRemedy}`)
  return installed
}

function findOnPath() {
  const program = process.platform === 'win32' ? 'redis-server.exe' : 'redis-server'
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    ...(process.platform === 'win32' ? [] : ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']),
  ]
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path))
}

/**
 * Starts a Redis for this machine alone, which writes nothing that outlives it.
 *
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startRedis() {
  const program = await findRedis()
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-redis-'))
  const port = await freePort()
  const child = spawn(
    program,
    ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'exit')
  /** @type {string[]} */
  const output = []
  const ready = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(line)
      if (line.includes('Ready to accept connections')) resolve('ready')
    })
  })
  const state = await Promise.race([ready, ended.then(() => 'ended')])
  if (state !== 'ready') throw new Error(`${program} ended at once:\n${output.join('\n')}`)
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
