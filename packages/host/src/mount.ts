import { createApp } from './app.js'
import { joinConnectors } from './connectors.js'
import { createFrame } from './frame.js'
import { createHandshake } from './handshake.js'
import type { Shared } from './place.js'
import type { MountedMiniapp, MountOptions } from './types.js'

export interface Mounted {
  readonly miniapp: MountedMiniapp
  /** Takes the message if its source is this frame. */
  onMessage(event: MessageEvent): boolean
}

/** One miniapp in one frame. */
export function mountMiniapp(
  shared: Shared,
  container: Element,
  options: MountOptions,
  unmounted: (mounted: Mounted) => void,
): Mounted {
  const frame = createFrame(container, options)
  const { iframe } = frame
  const hosted = createApp(shared, options, {
    platform: 'web',
    miniapp: () => miniapp,
    // Not the frame's own address, in which there may be a launch token.
    described: `at ${options.url}`,
    remedy: `Does it call createMiniapp with hostOrigins that list ${location.origin}?`,
    removed() {
      iframe.removeEventListener('load', onLoad)
      handshake.stop()
      iframe.remove()
      unmounted(mounted)
    },
  })
  const { app, accept, newDocument, probe, fail } = hosted
  const handshake = createHandshake(frame, shared.limits.messageBytes, {
    newDocument,
    welcomed: accept,
    refused: fail,
  })

  /** Another document may have come: one that is not the miniapp does not answer. */
  function onLoad(): void {
    handshake.knock()
    probe()
  }

  // The getters of the app stay what they are.
  const miniapp = Object.defineProperty(app, 'iframe', {
    value: iframe,
    enumerable: true,
  }) as MountedMiniapp
  const hear = joinConnectors(shared, hosted, miniapp, 'web', (message, origin) =>
    iframe.contentWindow?.postMessage(message, origin),
  )
  const mounted: Mounted = {
    miniapp,
    onMessage(event) {
      // Read now: a frame that is moved in the page gets another window.
      if (event.source === null || event.source !== iframe.contentWindow) return false
      const { origin, ports } = event
      // Each hello brings a port. What nobody would hear is not even decoded.
      if (ports.length > 0 || shared.connectors.length === 0) handshake.onMessage(event)
      else if (frame.rule.matches(origin) && frame.isHeld(origin)) hear(event.data, origin)
      return true
    },
  }

  iframe.addEventListener('load', onLoad)
  iframe.src = frame.url
  container.append(iframe)
  return mounted
}
