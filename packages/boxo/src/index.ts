export { boxo } from './connector.js'
export { type BoxoEntries, boxoEntries } from './contract.js'
export {
  type BoxoAnswer,
  type BoxoMethod,
  type BoxoPush,
  type BoxoRequest,
  boxoMethods,
  type MethodFacts,
} from './methods.js'
export type { Shape, ValueOf } from './shapes.js'
