export { type Budget, createBudget } from './budget.js'
export type { RequestOptions } from './calls.js'
export { type CommonEvents, commonEvents } from './common-events.js'
export {
  acceptConnect,
  askToConnect,
  type BridgeContext,
  type ConnectParams,
  type ConnectResult,
  type Session,
} from './connect.js'
export type {
  Connector,
  ConnectorEvents,
  ConnectorOptions,
  Search,
  SearchFacts,
} from './connector.js'
export {
  type Contract,
  type ContractEntries,
  type ContractEntry,
  defineContract,
  type EventType,
  type HeardPayload,
  type HeardReply,
  type RequestType,
  type SentPayload,
  type SentReply,
  type,
  type UntypedEntries,
} from './contract.js'
export { createDeferred, type Deferred } from './deferred.js'
export { createEmitter, type Emitter, type Off, reportLater } from './emitter.js'
export {
  BridgeError,
  type BridgeErrorCode,
  type BridgeErrorDetails,
  bridgeErrorCodes,
  type CloseReason,
  isBridgeError,
  neverSent,
  type Stage,
} from './errors.js'
export {
  createHandlers,
  type HandlerContext,
  type HandlerOptions,
  type Handlers,
} from './handlers.js'
export { createId } from './id.js'
export { createIntake, type Intake, type IntakeHooks } from './intake.js'
export { canonicalJson, encodeJson, type Json } from './json.js'
export type { LateReply } from './late-replies.js'
export type { LifecycleEvent } from './lifecycle.js'
export { defaultLimits, type Limits } from './limits.js'
export { inNextTurn } from './macrotask.js'
export {
  appEventParams,
  asRecord,
  checkName,
  encodeError,
  encodeReply,
  encodeRequest,
  FEATURES,
  type Feature,
  fromWireError,
  isName,
  isRecord,
  type Params,
  PROTOCOL,
  parseMessage,
  readMeta,
  toWireError,
} from './messages.js'
export { type PageState, watchPage } from './page-life.js'
export { type Connection, createPeer, isFinal, type Peer, type PeerOptions } from './peer.js'
export type { Incoming, Run } from './serving.js'
export type { SchemaIssue, StandardSchemaV1 } from './standard-schema.js'
export { type TapMessage, type Tapped, tap } from './tap.js'
export type { Transport } from './transport.js'
export { readUnacknowledged } from './unacknowledged.js'
export { type Wire, wireKey } from './wire.js'
