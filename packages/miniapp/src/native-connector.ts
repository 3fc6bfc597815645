import type { Connector } from '@drawbridge/core'
import { askToConnect, BridgeError } from '@drawbridge/core'
import { createLink, type Link } from '@drawbridge/core/link'
import { type NativePort, nativeTransport } from '@drawbridge/core/native'
import { claimDocument, releaseDocument } from './claim.js'

interface NativeWindow {
  drawbridge?: Partial<NativePort>
  webkit?: { messageHandlers?: object }
  ReactNativeWebView?: object
  AppboxoJs?: object
}

const names = ['drawbridge', 'pageshow']

/** Finds the native host whose injected script made `window.drawbridge`, now or later. */
export const nativeConnector: Connector = {
  name: 'native',
  // Signs of a native app, whoever's it is: worth to wait for, and never taken for a host.
  isLikely() {
    const { drawbridge, webkit, ReactNativeWebView, AppboxoJs } = globalThis as NativeWindow
    return Boolean(drawbridge || webkit?.messageHandlers || ReactNativeWebView || AppboxoJs)
  },
  search({ app }, events) {
    if (typeof window !== 'object') return { retry() {}, stop() {} }
    const me = {}
    let link: Link | undefined
    let isConnected = false

    function connect(): void {
      const port = (window as NativeWindow).drawbridge
      if (port?.version !== 1) return
      if (!claimDocument(me)) {
        const error = new BridgeError('ALREADY_CONNECTED', 'This document has a miniapp already')
        // After createMiniapp has returned, so that its listeners hear of it.
        return queueMicrotask(() => events.failed(error, true))
      }
      isConnected = false
      const old = link
      const own = createLink(nativeTransport(port as NativePort))
      link = own
      old?.close('lost', { silent: true })
      askToConnect(own, app, {
        connected(...session) {
          isConnected = true
          events.connected(...session)
        },
        failed(error) {
          if (link === own) events.failed(error, error.code === 'PROTOCOL_MISMATCH')
        },
      })
    }

    // `drawbridge` says a script that is injected late, and one whose document the native side has come to know.
    // When a page comes back from the history, the native side took it for gone.
    const onEvent = ({ persisted = !isConnected }: Partial<PageTransitionEvent>): void => {
      if (persisted) connect()
    }
    for (const name of names) window.addEventListener(name, onEvent)
    connect()
    return {
      retry: connect,
      stop() {
        for (const name of names) window.removeEventListener(name, onEvent)
        link?.close('closed')
        releaseDocument(me)
      },
    }
  },
}
