import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { BridgeError } from '@drawbridge/core/errors'
import { checkConfig } from './check-config.js'
import type { PlatformConfig } from './config.js'

/** A file for the command: the platform's configuration, and where it listens. */
export interface ServerConfig extends PlatformConfig {
  readonly server?: {
    readonly port?: number
    readonly hostname?: string
    readonly proxies?: number
    readonly closeTimeout?: number
  }
}

/**
 * Reads a JSON file. In the place of any text `{ "env": "NAME" }` takes an environment variable and
 * `{ "file": "key.pem" }` a file beside it, so that no secret has to stand in it.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD`
 */
export function readConfig(
  path: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): ServerConfig {
  const text = readText(path, 'The configuration')
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    // The engine's own message would quote the text, with secrets in it.
    throw wrong('The configuration', `${path} is no JSON. Check commas, quotes and braces`)
  }
  const filled = fill(parsed, '', dirname(resolve(path)), env)
  if (typeof filled !== 'object' || filled === null || Array.isArray(filled))
    throw wrong('The configuration', 'must be an object')
  const { server, ...config } = filled as ServerConfig
  checkConfig(config)
  checkServer(server)
  return { ...config, ...(server && { server }) }
}

function fill(
  value: unknown,
  path: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): unknown {
  if (Array.isArray(value))
    return value.map((element, index) => fill(element, `${path}[${index}]`, folder, env))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [name, given] = entries.length === 1 ? (entries[0] ?? []) : []
  if (name === 'env' && typeof given === 'string') {
    const found = env[given]
    if (found) return found
    throw wrong(path, `needs the environment variable ${given}. Set it before you start`)
  }
  if (name === 'file' && typeof given === 'string') return readText(resolve(folder, given), path)
  return Object.fromEntries(
    entries.map(([name, member]) => [
      name,
      fill(member, path === '' ? name : `${path}.${name}`, folder, env),
    ]),
  )
}

function checkServer(server: unknown): void {
  if (server === undefined) return
  if (typeof server !== 'object' || server === null) throw wrong('server', 'must be an object')
  for (const [name, value] of Object.entries(server)) {
    const path = `server.${name}`
    if (name === 'hostname') {
      if (typeof value !== 'string' || value === '') throw wrong(path, 'must be a text')
    } else if (['port', 'proxies', 'closeTimeout'].includes(name)) {
      if (!Number.isSafeInteger(value) || value < 0) throw wrong(path, 'must be a whole number')
    } else {
      throw wrong(path, 'is not known. Known are port, hostname, proxies, closeTimeout')
    }
  }
}

function readText(path: string, field: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const { code } = cause as { code?: string }
    throw new BridgeError('INVALID_PAYLOAD', `${field}: ${path} cannot be read (${code})`, {
      cause,
      data: { path: field },
    })
  }
}

function wrong(path: string, what: string): BridgeError {
  return new BridgeError('INVALID_PAYLOAD', `${path} ${what}`, { data: { path } })
}
