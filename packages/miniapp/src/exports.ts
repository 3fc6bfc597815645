export type { Connector, ConnectorEvents, ConnectorOptions, Search } from '@drawbridge/core'
export {
  type BridgeContext,
  BridgeError,
  type BridgeErrorCode,
  type Contract,
  defineContract,
  type HandlerContext,
  isBridgeError,
  type LateReply,
  type LifecycleEvent,
  type Off,
  type RequestOptions,
  type Session,
  type TapMessage,
  tap,
  type,
} from '@drawbridge/core'
export type {
  AppEventKeeper,
  AppEventOptions,
  Delivery,
  Receipt,
} from './app-events.js'
export type { Miniapp, MiniappEvents, MiniappOptions, Status } from './types.js'
