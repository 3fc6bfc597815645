import { BridgeError, reportLater } from '@drawbridge/core'
import { originRule } from '@drawbridge/core/window'
import type { Channel } from '../channel.js'
import { createCorrelation } from '../correlation.js'
import { fromErrorBody, isErrorBody } from '../errors.js'
import { patienceFor } from '../methods.js'
import { findNativeChannel, hearNative } from '../native-channel.js'
import { isFramed, openWebChannel } from '../web-channel.js'
import { type Body, CUSTOM_EVENT, type HostWord, THEME } from '../wire.js'

/** What a subscriber is given. */
export interface SdkEvent {
  readonly detail: {
    /** The name of the method, in every kind of host. */
    readonly type: string
    readonly handler?: string | undefined
    readonly data?: Body | undefined
    readonly request_id?: number | string | undefined
    readonly theme?: unknown
  }
}

export type SdkListener = (event: SdkEvent) => void

export interface Hosts {
  /** The host around this page, looked for at each call: a bridge may be injected late. */
  find(): Channel | undefined
  ask(method: string, params: Body): Promise<Body>
  /** In the order in which they came; one that is added twice hears twice. */
  readonly listeners: SdkListener[]
}

/** The page may be framed by whoever wants to: this API has no way to say by whom. The parent alone is heard. */
const ANY = originRule('any', 'hostOrigins')
/** Whether a person has to decide before a custom event is answered only the two apps know. */
const patience = (method: string): number =>
  method === CUSTOM_EVENT ? patienceFor('AppBoxoWebAppPay') : patienceFor(method)

/** The hosts of the drop-in: nothing is opened before it is used. */
export function createHosts(): Hosts {
  const correlation = createCorrelation()
  const listeners: SdkListener[] = []
  let web: Channel | undefined
  let isListening = false

  function hear(word: HostWord): void {
    correlation.settle(word)
    const event = eventOf(word)
    for (const listener of [...listeners])
      try {
        listener(event)
      } catch (error) {
        reportLater(error)
      }
  }

  function find(): Channel | undefined {
    if (typeof window !== 'object') return
    if (!isListening) {
      isListening = true
      hearNative(hear)
      if (isFramed()) web = openWebChannel(ANY, hear)
    }
    return findNativeChannel() ?? web
  }

  async function ask(method: string, params: Body): Promise<Body> {
    const channel = find()
    if (!channel) throw new BridgeError('NO_HOST', 'This page stands alone. Open it in a host app')
    if (channel.has(method) === false)
      throw new BridgeError('UNSUPPORTED', `This Boxo host has no "${method}"`)
    return new Promise((resolve, reject) => {
      const ms = patience(method)
      const timer = setTimeout(() => {
        const text = `"${method}" got no answer for ${ms} ms`
        reject(new BridgeError('TIMEOUT', text, { stage: 'sent', outcome: 'unknown' }))
      }, ms)
      try {
        // A bridge may answer before this returns.
        correlation.ask(channel, method, params, (data) => {
          clearTimeout(timer)
          if (isErrorBody(data)) reject(readable(data))
          else resolve(data)
        })
      } catch (error) {
        clearTimeout(timer)
        reject(error)
      }
    })
  }

  return { find, ask, listeners }
}

/** An error with the members that programs know from the host's answer. */
function readable(data: Body): BridgeError {
  const error = fromErrorBody(data)
  const { name: _n, message: _m, stack: _s, code: _c, ...members } = data
  return Object.assign(error, members)
}

function eventOf({ method, data, id }: HostWord): SdkEvent {
  if (method === THEME) return { detail: { type: method, theme: data.theme } }
  const answered = id !== undefined && { request_id: id }
  return {
    detail: { type: method, handler: method, data: { ...data, ...answered }, ...answered },
  }
}
