export { checkDefinition } from './check.js'
export type { Customer } from './customer.js'
export type { Claim, DedupeStore } from './dedupe.js'
export type {
  ChallengeResponse,
  CustomerExtraction,
  CustomerField,
  CustomerMapping,
  EventExtraction,
  EventPart,
  HmacVerification,
  Place,
  Source,
  TimestampFormat,
  TimestampRule,
  TokenVerification,
  TransactionId,
  TransactionPaths,
  Verification,
  WebhookDefinition,
} from './definition.js'
export type { WebhookJob, WebhookQueue, Work, WorkContext } from './job.js'
export { type LintContext, type LintWarning, lintWebhook } from './lint.js'
export type { Log, LogEntry } from './log.js'
export { type MemoryDedupeOptions, memoryDedupe } from './memory-dedupe.js'
export type {
  AckMode,
  Receive,
  ReceiveContext,
  ReceiveOptions,
  UnverifiedView,
  WaitUntil,
  WebhookEvent,
  WebhookHandler,
  WebhookReceiverOptions,
  WorkOptions,
} from './options.js'
export { compileQuery, type Query, readQuery } from './query.js'
export { createWebhookReceiver, type WebhookReceiver } from './receiver.js'
export type { RefusalReason } from './refusal.js'
export { createWebhookRouter, type WebhookRouter, type WebhookRouterOptions } from './router.js'
export type { SecretBag } from './secrets.js'
