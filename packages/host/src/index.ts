export {
  type BridgeContext,
  BridgeError,
  type BridgeErrorCode,
  type Contract,
  defineContract,
  isBridgeError,
  type LateReply,
  type LifecycleEvent,
  type Limits,
  type Off,
  type RequestOptions,
  type TapMessage,
  tap,
  type,
} from '@drawbridge/core'
export type { CapabilityAnswer, CapabilityDecision } from './capabilities.js'
export { createHost } from './host.js'
export { memoryOutcomes, sessionStorageOutcomes } from './outcome-stores.js'
export type { OutcomeStore, StoredOutcome } from './outcomes.js'
export type {
  AdoptedMiniapp,
  AdoptOptions,
  App,
  AppEventHandler,
  AppEvents,
  AppOptions,
  AppPlace,
  AppStatus,
  Host,
  HostConnector,
  HostContext,
  HostEvents,
  HostOnCustomEvent,
  HostOptions,
  HostSession,
  MountedMiniapp,
  MountOptions,
  Say,
  WebviewWire,
} from './types.js'
