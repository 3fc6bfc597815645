import { BridgeError, isBridgeError } from '@drawbridge/core/errors'
import { authorizationHeader, requireAddress } from '@drawbridge/http/server'
import { createVerifier, type SigningOptions } from '@drawbridge/http/signing'
import {
  defaultLimits,
  type HostConfig,
  type Limits,
  type MiniappConfig,
  type PlatformConfig,
} from './config.js'

// A file that a person wrote comes in here: each problem is told with its place in it, and a name that is not known is a
// problem too, since a switch with a typo would silently do nothing.

type Check = (value: unknown, path: string) => void

/** @throws {BridgeError} `INVALID_PAYLOAD` with the place: `miniapps[0].receiver.url`. */
export function checkConfig(config: unknown): asserts config is PlatformConfig {
  object({
    miniapps: optional(list(checkMiniapp)),
    hosts: optional(list(checkHost)),
    partnerships: optional(list(checkPartnership)),
    users: optional(
      list(object({ id: text, username: text, email: optional(text), password: text })),
    ),
    listeners: optional(list(checkUrlListener)),
    tokenSecret: optional((value, path) => {
      if (typeof value !== 'string' || value.length < 32)
        throw wrong(path, 'must be a text of 32 characters or more')
    }),
    admin: optional(object({ password: text })),
    limits: optional(checkLimits),
  })(config, '')
}

const credentials = object({ id: text, secret: text, prefix: optional(text) })

const receiver = object({
  url: address,
  enabled: optional(flag),
  credentials: optional(credentials),
})

const signing: Check = (value, path) => {
  if (typeof value !== 'object' || value === null) throw wrong(path, 'must be an object')
  inside(path, () => void createVerifier(value as SigningOptions))
  const { payload = '' } = value as SigningOptions
  if (payload.includes('{nonce}') && !payload.includes('{timestamp}'))
    throw wrong(
      `${path}.payload`,
      'must hold {timestamp} beside {nonce}: nonces are not kept for ever',
    )
}

const sender = {
  secretKey: text,
  allowedAddresses: optional(list(text)),
  signing: optional(signing),
  receiver: optional(receiver),
}

export const checkMiniapp: Check = (value, path) => {
  object({ appId: text, ...sender })(value, path)
  const { appId, secretKey, receiver: to } = value as MiniappConfig
  inside(path, () => void authorizationHeader(to?.credentials ?? { id: appId, secret: secretKey }))
}

export const checkHost: Check = (value, path) => {
  object({ clientId: text, prefix: optional(text), ...sender })(value, path)
  const { clientId, secretKey, prefix, receiver: to } = value as HostConfig
  const own = { id: clientId, secret: secretKey, ...(prefix !== undefined && { prefix }) }
  inside(path, () => void authorizationHeader(own))
  if (to?.credentials) inside(path, () => void authorizationHeader(to.credentials ?? own))
}

export const checkPartnership: Check = object({
  appId: text,
  clientId: text,
  enabled: optional(flag),
})

const listener = {
  event: text,
  user: text,
  flowId: optional(text),
  eventDataExample: optional((value: unknown, path: string) => {
    try {
      JSON.parse(value as string)
    } catch {
      throw wrong(path, 'must be JSON text')
    }
  }),
}

export const checkListener: Check = object(listener)

const checkUrlListener: Check = object({
  ...listener,
  url: address,
  credentials: optional(credentials),
})

const checkLimits: Check = (value, path) => {
  object(Object.fromEntries(Object.keys(defaultLimits).map((name) => [name, optional(positive)])))(
    value,
    path,
  )
}

export function withDefaults(limits: Limits = {}): Required<Limits> {
  return { ...defaultLimits, ...limits }
}

function object(members: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw wrong(path || 'The configuration', 'must be an object')
    for (const name of Object.keys(value))
      if (!Object.hasOwn(members, name))
        throw wrong(join(path, name), `is not known. Known are ${Object.keys(members).join(', ')}`)
    for (const [name, check] of Object.entries(members))
      check((value as Record<string, unknown>)[name], join(path, name))
  }
}

function list(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrong(path, 'must be a list')
    for (const [index, element] of value.entries()) check(element, `${path}[${index}]`)
  }
}

function optional(check: Check): Check {
  return (value, path) => {
    if (value !== undefined) check(value, path)
  }
}

function text(value: unknown, path: string): void {
  if (typeof value !== 'string' || value.trim() === '')
    throw wrong(path, 'must be a text that is not empty')
}

function flag(value: unknown, path: string): void {
  if (typeof value !== 'boolean') throw wrong(path, 'must be true or false')
}

function positive(value: unknown, path: string): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw wrong(path, 'must be a whole number above 0')
}

function address(value: unknown, path: string): void {
  requireAddress(value, path)
}

/** The same error with the place in front of it. */
function inside(path: string, run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!isBridgeError(error)) throw error
    throw new BridgeError(error.code, `${path}: ${error.message}`, { data: { path } })
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function wrong(path: string, what: string): BridgeError {
  return new BridgeError('INVALID_PAYLOAD', `${path} ${what}`, { data: { path } })
}
