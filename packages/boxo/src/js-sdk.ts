import { type AppboxoSDK, createJsSdk } from './sdk/create-js-sdk.js'

export type { AppboxoSDK, LoginProps } from './sdk/create-js-sdk.js'
export type { SdkEvent, SdkListener } from './sdk/hosts.js'

/**
 * In the place of `@appboxo/js-sdk`: the same methods, shapes and events.
 *
 * @example
 * ```ts
 * import appboxoSdk from '@drawbridge/boxo/js-sdk'
 *
 * const { status } = await appboxoSdk.pay(order)
 * ```
 */
const appboxoSdk: AppboxoSDK = /* @__PURE__ */ createJsSdk()

export default appboxoSdk
