// What the server that answers these clients needs of the same rules: how bodies, keys, credentials and addresses are
// written, and the one path for calls of its own.
export { isLoopback, requireAddress } from './address.js'
export {
  authorizationHeader,
  type Credentials,
  isSameSecret,
  parseAuthorization,
} from './authorization.js'
export {
  type Answer,
  type Attempt,
  type CallerOptions,
  type CallLog,
  createCaller,
  type Failure,
  type Fetch,
  isTransient,
} from './caller.js'
export { type Clock, systemClock } from './clock.js'
export { decodeKey } from './idempotency-key.js'
export { decodeText, readBytes } from './read-body.js'
export { redact } from './redact.js'
export { retryDelay } from './retry.js'
