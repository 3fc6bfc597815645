import { BridgeError, type ContractEntries, type Off, type UntypedEntries } from '@drawbridge/core'
import { createHost } from './host.js'
import { originOfAddress, readOrigins } from './native/origins.js'
import { reactNativeScript } from './native/scripts.js'
import { isPacket, joinWebview, type WebviewDocument } from './native/webview.js'
import type { App, AppOptions, Host, HostOptions } from './types.js'

export {
  type BridgeContext,
  type BridgeErrorCode,
  type Contract,
  defineContract,
  isBridgeError,
  type RequestOptions,
  type TapMessage,
  tap,
  type,
} from '@drawbridge/core'
export type { WebviewDocument } from './native/webview.js'
export { memoryOutcomes } from './outcome-stores.js'
export type { OutcomeStore, StoredOutcome } from './outcomes.js'
export type { App, AppEvents, HostContext, HostOptions, HostSession } from './types.js'
export { BridgeError, type Off }

export interface WebViewMountOptions extends AppOptions {
  /** Address of the miniapp. */
  readonly url: string
  /** Origins that the miniapp may speak from. @default the origin of `url` */
  readonly origins?: readonly string[] | undefined
  /** A document of the miniapp begins; take capabilities away here from one whose script came `late`. */
  readonly onDocument?: ((document: WebviewDocument) => void) | undefined
  /** Something was not taken: a page of another origin, or a frame that says to be the miniapp. */
  readonly onRefused?: ((error: BridgeError) => void) | undefined
}

/** What a `WebView` hands to `onMessage`, as far as it is read. */
export interface WebViewMessageEvent {
  readonly nativeEvent: { readonly data: string; readonly url: string }
}

/** What a ref of a `WebView` has, as far as it is used. */
export interface WebViewRef {
  injectJavaScript(script: string): void
}

/** Props for a `WebView` of react-native-webview. */
export interface WebViewProps {
  readonly source: { readonly uri: string }
  /** Gives whether the message was one of the bridge, for an app that has messages of its own. */
  readonly onMessage: (event: WebViewMessageEvent) => boolean
  readonly injectedJavaScriptBeforeContentLoaded: string
  readonly injectedJavaScriptBeforeContentLoadedForMainFrameOnly: true
  readonly injectedJavaScript: string
  readonly injectedJavaScriptForMainFrameOnly: true
  readonly onContentProcessDidTerminate: () => void
  readonly onRenderProcessGone: () => void
}

/** A miniapp in a `WebView`. */
export interface WebViewMiniapp<E extends ContractEntries = UntypedEntries> extends App<E> {
  readonly props: WebViewProps
  readonly ref: (view: WebViewRef | null) => void
}

export interface ReactNativeHost<E extends ContractEntries = UntypedEntries>
  extends Pick<Host<E>, 'onCustomEvent' | 'onAppEvent' | 'on' | 'close'> {
  /**
   * Takes a miniapp that a `WebView` with the props and the ref of what it returns will show. When it is unmounted, take
   * the `WebView` away.
   *
   * @throws {BridgeError} `INVALID_PAYLOAD` for a missing appId · `ORIGIN_NOT_ALLOWED` for an address without an origin
   */
  mount(options: WebViewMountOptions): WebViewMiniapp<E>
}

/**
 * The host side of the bridge in React Native, for miniapps in a `WebView` of react-native-webview.
 *
 * Answers are injected into the main frame, the same way on both platforms. The script is injected before the page and
 * after it, since Android may be late with the first; the second does nothing where it was not.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for a missing name.
 * @example
 * ```tsx
 * const host = createReactNativeHost({ name: 'My app' })
 * host.onCustomEvent('checkout_started', async (order) => pay(order))
 * const shop = host.mount({ url: 'https://shop.example/', appId: 'shop' })
 *
 * const Shop = () => <WebView ref={shop.ref} {...shop.props} />
 * ```
 */
export function createReactNativeHost<E extends ContractEntries = UntypedEntries>(
  options: HostOptions<E>,
): ReactNativeHost<E> {
  const host = createHost<E>(options)
  const wires = (options.connectors ?? []).map(({ webview }) => webview?.script ?? '')
  // The value of the script is handed to the native side, which cannot take every kind.
  const script = [reactNativeScript, ...wires, 'true'].join('\n')

  function mount({
    url,
    origins = [originOfAddress(url)],
    onDocument,
    onRefused,
    ...more
  }: WebViewMountOptions): WebViewMiniapp<E> {
    // Before anything is made that would stay.
    readOrigins(origins)
    const app = host.adopt({ ...more, platform: 'react-native' })
    let view: WebViewRef | null = null
    const { message, gone } = joinWebview(app, {
      origins,
      evaluate: (source) => view?.injectJavaScript(`${source};true`),
      onDocument,
      onRefused,
    })
    const props: WebViewProps = {
      source: { uri: url },
      onMessage({ nativeEvent: { data, url: sender } }) {
        if (!isPacket(data)) return false
        // Which frame it was is not told: on iOS this is its address, on Android its origin.
        message(data, { url: sender })
        return true
      },
      injectedJavaScriptBeforeContentLoaded: script,
      injectedJavaScriptBeforeContentLoadedForMainFrameOnly: true,
      injectedJavaScript: script,
      injectedJavaScriptForMainFrameOnly: true,
      onContentProcessDidTerminate: gone,
      onRenderProcessGone: gone,
    }
    const ref = (next: WebViewRef | null): void => {
      view = next
      // A render with another function for a ref takes the view away and gives it back in one turn.
      if (!next)
        queueMicrotask(() => {
          if (!view) gone()
        })
    }
    return Object.defineProperties(app, {
      props: { value: props, enumerable: true },
      ref: { value: ref, enumerable: true },
    }) as unknown as WebViewMiniapp<E>
  }

  const { onCustomEvent, onAppEvent, on, close } = host
  return { onCustomEvent, onAppEvent, on, close, mount }
}
