export type { AppEvent, AppEventHandler } from './app-events.js'
export type {
  HostConfig,
  Limits,
  ListenerConfig,
  MiniappConfig,
  PartnershipConfig,
  PlatformConfig,
  ReceiverConfig,
  SenderConfig,
  UrlListenerConfig,
  UserConfig,
} from './config.js'
export type { LogEntry } from './log.js'
export { type MemoryStoreOptions, memoryStore } from './memory-store.js'
export { type Connection, createPlatform, type Platform, type PlatformOptions } from './platform.js'
export type { Delivery, DeliveryAttempt, PlatformStore, StoredOutcome } from './store.js'
