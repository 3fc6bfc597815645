export { boxo } from './connector.js'
export { type BoxoEntries, boxoEntries } from './contract.js'
export {
  type BoxoHost,
  type BoxoHostOptions,
  type BoxoLook,
  boxoHost,
  type PayAnswer,
} from './host/boxo-host.js'
export type { BoxoTokens, LoginAnswer } from './host/sign-in.js'
export type { KeyValueStorage } from './host/storage.js'
export { readWebviewMessage } from './host/webview.js'
export {
  type BoxoAnswer,
  type BoxoMethod,
  type BoxoPush,
  type BoxoRequest,
  boxoMethods,
  type MethodFacts,
} from './methods.js'
export type { Shape, ValueOf } from './shapes.js'
