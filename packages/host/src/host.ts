import {
  BridgeError,
  type Contract,
  type ContractEntries,
  checkName,
  createHandlers,
  defaultLimits,
  isName,
  type Limits,
  type Transport,
  type UntypedEntries,
} from '@drawbridge/core'
import { createLink } from '@drawbridge/core/link'
import { createApp } from './app.js'
import { joinConnectors } from './connectors.js'
import { createEvents } from './events.js'
import { type Mounted, mountMiniapp } from './mount.js'
import { memoryOutcomes } from './outcome-stores.js'
import { createOutcomes } from './outcomes.js'
import type { Shared } from './place.js'
import type {
  AdoptedMiniapp,
  AppEventHandler,
  Host,
  HostEvents,
  HostOptions,
  Say,
} from './types.js'

/**
 * The host side of the bridge on the web: mounts miniapps in frames and answers them.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for a missing name, or a limit that is no number over 0.
 * @example
 * ```ts
 * const host = createHost({ name: 'My app' })
 * host.onCustomEvent('checkout_started', async (order, { signal }) => pay(order, signal))
 * host.mount(document.querySelector('#shop')!, { url: 'https://shop.example', appId: 'shop' })
 * ```
 */
export function createHost<E extends ContractEntries = UntypedEntries>(
  options: HostOptions<E>,
): Host<E> {
  const { name, version, contract, exposeErrors = false } = options
  checkName('name', name)
  const events = createEvents<HostEvents>()
  const handlers = createHandlers()
  const mounts = new Set<Mounted>()
  const adoptions = new Set<AdoptedMiniapp>()
  const error = (what: BridgeError): void => events.emit('error', what)
  let appEventHandler: AppEventHandler<UntypedEntries> | undefined

  const takeAppEvent: Shared['takeAppEvent'] = ({ event, data }, key) => {
    if (!isName(event) || key === undefined)
      throw new BridgeError('INVALID_MESSAGE', 'An app event needs a name and a key')
    const handler = appEventHandler
    if (!handler)
      throw new BridgeError('NO_HANDLER', 'The host takes no app events: it has no onAppEvent')
    return async (miniapp) => {
      const taken = await handler(event, data, { miniapp, key })
      return taken?.durable === true ? { durable: true } : undefined
    }
  }

  const shared: Shared = {
    name,
    version,
    contract: contract as Contract | undefined,
    handlers,
    capabilities: options.capabilities,
    decideCapabilities: options.decideCapabilities as Shared['decideCapabilities'],
    limits: readLimits(options.limits),
    outcomes: createOutcomes(options.outcomes ?? memoryOutcomes(), error),
    exposeErrors,
    connectors: options.connectors ?? [],
    takeAppEvent,
    error,
  }

  function listenOnlyIfMounted(): void {
    if (mounts.size === 0) window.removeEventListener('message', onMessage)
  }

  function onMessage(event: MessageEvent): void {
    for (const mounted of mounts) if (mounted.onMessage(event)) return
  }

  const host: Host = {
    onCustomEvent: handlers.add as Host['onCustomEvent'],
    onAppEvent(handler) {
      if (appEventHandler)
        throw new BridgeError('HANDLER_EXISTS', 'onAppEvent has a handler already. Remove it first')
      appEventHandler = handler
      return () => {
        if (appEventHandler === handler) appEventHandler = undefined
      }
    },
    mount(container, mountOptions) {
      // Before the frame gets its address: a quick miniapp speaks before this turn is over.
      window.addEventListener('message', onMessage)
      try {
        const mounted = mountMiniapp(shared, container, mountOptions, (ended) => {
          mounts.delete(ended)
          listenOnlyIfMounted()
        })
        mounts.add(mounted)
        return mounted.miniapp
      } finally {
        listenOnlyIfMounted()
      }
    },
    adopt({ onRemoved, platform = 'memory', ...adoptOptions }) {
      const hosted = createApp(shared, adoptOptions, {
        platform,
        miniapp: () => adopted,
        described: 'that was adopted',
        remedy: 'Was accept() called with a transport to it?',
        removed() {
          adoptions.delete(adopted)
          onRemoved?.()
        },
      })
      // The getters of the app stay what they are.
      const adopted: AdoptedMiniapp = Object.defineProperties(hosted.app, {
        accept: {
          value(transport: Transport, origin: string, isTentative = false) {
            isTentativeNow = isTentative
            hosted.newDocument()
            hosted.accept(
              createLink(transport, { messageBytes: shared.limits.messageBytes }),
              origin,
            )
          },
        },
        hear: {
          value(message: unknown, origin: string, next: Say) {
            say = next
            hear(message, origin)
          },
        },
        leave: { value: hosted.newDocument },
      }) as AdoptedMiniapp
      let isTentativeNow = false
      let say: Say = () => {}
      const isTaken = (): boolean =>
        isTentativeNow ? hosted.app.session !== undefined : hosted.isTaken()
      const hear = joinConnectors(shared, { ...hosted, isTaken }, adopted, platform, (...said) =>
        say(...said),
      )
      adoptions.add(adopted)
      return adopted
    },
    on: events.on,
    close() {
      for (const { miniapp } of [...mounts]) miniapp.unmount()
      for (const adopted of [...adoptions]) adopted.unmount()
    },
  }
  // The contract only narrows the types: at run time every type is a name.
  return host as unknown as Host<E>
}

function readLimits(given: Partial<Limits> = {}): Limits {
  const limits: Limits = { ...defaultLimits }
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    if (!(value > 0) || !Number.isFinite(value)) {
      const text = `limits.${name} must be a number over 0, not ${String(value)}`
      throw new BridgeError('INVALID_PAYLOAD', text)
    }
    Object.assign(limits, { [name]: value })
  }
  return limits
}
