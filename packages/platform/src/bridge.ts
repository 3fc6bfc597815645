import { decodeText, isSameSecret, parseAuthorization, readBytes } from '@drawbridge/http/server'
import type { Deliveries, Posted } from './deliveries.js'
import { type BridgeEvent, encodeEvent, readEvent } from './event.js'
import type { Log } from './log.js'
import type { Once } from './once.js'
import { isTooLarge, type Refusal, refusal } from './refusal.js'
import type { App, Registry } from './registry.js'
import type { PlatformStore } from './store.js'

export type Direction = 'miniapp' | 'hostapp'

export interface BridgeOptions {
  readonly registry: Registry
  readonly store: PlatformStore
  readonly deliveries: Deliveries
  readonly once: Once
  readonly log: Log
  readonly bodyBytes: number
}

/** Takes an event from one side to the other: the receiver's JSON text, or why not. */
export type Bridge = (
  from: Direction,
  request: Request,
  address: string | undefined,
) => Promise<{ readonly reply: string } | { readonly refused: Refusal; readonly reason?: string }>

/** A nonce is remembered for longer than its timestamp counts. */
const NONCE_TTL_MS = 15 * 60_000

export function createBridge(options: BridgeOptions): Bridge {
  const { registry, store, deliveries, once, log } = options

  /** Why the sender is not who it says, for the log; the sender itself is told less. */
  async function problemOf(
    sender: App | undefined,
    from: Direction,
    request: Request,
    body: Uint8Array,
    clientId: string,
    address: string | undefined,
  ): Promise<string | undefined> {
    // A page on this machine, or one that pretends to be, has its address but not its servers' word.
    if (request.headers.has('origin')) return 'a page asked; pages go through a relay'
    if (!sender) return 'the sender is not registered'
    const { isAllowedAddress, verify, config, id } = sender
    if (from === 'hostapp') {
      const header = request.headers.get('authorization')
      const shown = parseAuthorization(header, config.prefix ?? 'Token')
      if (shown?.id !== id || !(await isSameSecret(shown.secret, config.secretKey)))
        return 'the Authorization header is missing or wrong'
    } else if (!isAllowedAddress && !verify) {
      return 'the miniapp has neither allowedAddresses nor signing'
    }
    if (isAllowedAddress && !(await isAllowedAddress(address)))
      return address === undefined
        ? 'the address is not known; behind a proxy say how many there are'
        : 'the address is not allowed'
    if (!verify) return
    const { method, url, headers } = request
    const verdict = await verify({ method, url, body, clientId, headers })
    if (!verdict.ok) return verdict.reason
    const { nonce } = verdict
    if (
      nonce !== undefined &&
      !(await store.claim(JSON.stringify([from, id, nonce]), NONCE_TTL_MS))
    )
      return 'the nonce was used before'
    return
  }

  function deliver(
    from: Direction,
    event: BridgeEvent,
    receiver: NonNullable<App['receiver']>,
    failed?: string,
  ): Promise<Posted> {
    const { appId, clientId, type, key } = event
    return deliveries.post({
      kind: from === 'miniapp' ? 'to-host' : 'to-miniapp',
      event: type,
      from: from === 'miniapp' ? appId : clientId,
      to: from === 'miniapp' ? clientId : appId,
      key,
      url: receiver.url,
      authorization: receiver.authorization,
      body: encodeEvent(event),
      repeats: failed,
    })
  }

  return async (from, request, address) => {
    // What any page can send without asking first is no event.
    if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
      return { refused: refusal('INVALID_EVENT_DATA', 'Content-Type must be application/json') }
    let body: Uint8Array
    try {
      body = await readBytes(request, options.bodyBytes)
    } catch (error) {
      if (!isTooLarge(error)) throw error
      return { refused: { status: 413, code: 'TOO_LARGE', message: error.message } }
    }
    const event = readEvent(decodeText(body), request.headers.get('idempotency-key'))
    if (typeof event === 'string') return { refused: refusal('INVALID_EVENT_DATA', event) }

    const { appId, clientId, type, payload, key } = event
    const [sender, target] =
      from === 'miniapp'
        ? [registry.miniapp(appId), registry.host(clientId)]
        : [registry.host(clientId), registry.miniapp(appId)]
    const reason = await problemOf(sender, from, request, body, clientId, address)
    if (reason !== undefined) {
      const message = 'The sender is not authorized. Check its credentials, address and signature'
      return { refused: refusal('UNAUTHORIZED', message), reason }
    }
    if (!registry.isPartnership(appId, clientId)) {
      const message = `The partnership of ${appId} and ${clientId} is off. Enable it`
      return { refused: refusal('INTEGRATION_DISABLED', message) }
    }
    const receiver = target?.receiver
    if (!receiver) {
      const message = 'The receiver is off or has no address. Enable it'
      return { refused: refusal('EVENT_RECEIVER_DISABLED', message) }
    }

    if (key === undefined) return answer(await deliver(from, event, receiver))
    const scope = JSON.stringify([from, appId, clientId, key])
    const result = await once.run(scope, [type, payload], (failed) =>
      deliver(from, event, receiver, failed),
    )
    if (result.kind === 'done') return answer(result.done)
    if (result.kind === 'repeated') {
      log({
        level: 'info',
        event: 'delivery',
        id: result.deliveryId,
        kind: from === 'miniapp' ? 'to-host' : 'to-miniapp',
        type,
        from: from === 'miniapp' ? appId : clientId,
        to: from === 'miniapp' ? clientId : appId,
        outcome: 'repeated',
        attempts: 0,
        duration: 0,
      })
      return { reply: result.reply }
    }
    const message = 'This key was used for another event. Make a new key for a new event'
    return { refused: { status: 422, code: 'KEY_REUSED', message } }
  }
}

function answer({
  reply,
  problem,
}: Posted): ReturnType<Bridge> extends Promise<infer T> ? T : never {
  if (reply !== undefined) return { reply }
  return { refused: refusal('EVENT_DELIVERY_FAILED', problem ?? 'The delivery failed') }
}
