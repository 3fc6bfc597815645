export {
  type AppEventResult,
  type AppEvents,
  type AppEventsOptions,
  createAppEvents,
  examplePaths,
  type SendAppEventOptions,
  type SignIn,
  type Trigger,
  type TriggerError,
} from './app-events.js'
export type { Credentials } from './authorization.js'
export type { CallerOptions, CallLog, Fetch } from './caller.js'
export type { Clock } from './clock.js'
export {
  type CallOptions,
  type CloudElements,
  type CloudElementsOptions,
  createCloudElements,
  type ElementEvent,
  type Instance,
  type InstanceConfiguration,
  type InstanceId,
  type NewInstance,
  type OauthGrant,
  type OauthUrlOptions,
  readOauthCallback,
  redact,
} from './cloud-elements.js'
export {
  type BridgeEvent,
  createEventBridge,
  type EventBridge,
  type EventBridgeAddress,
  type EventBridgeOptions,
  type EventBridgeRules,
  eventBridgeCodes,
  type SendOptions,
} from './event-bridge.js'
export {
  createEventBridgeRelay,
  type EventBridgeRelayOptions,
  type Handler,
  type RelayCaller,
} from './relay.js'
export type { RetryOptions } from './retry.js'
export {
  createSigner,
  createVerifier,
  type SignedRequest,
  type Signer,
  type SigningHeader,
  type SigningOptions,
  type Verdict,
  type Verifier,
} from './signing.js'
