export {
  type BoxoAnswer,
  type BoxoMethod,
  type BoxoPush,
  type BoxoRequest,
  boxoMethods,
} from './methods.js'
