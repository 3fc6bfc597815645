import { appMethods } from './methods/app.js'
import { deviceMethods } from './methods/device.js'
import { screenMethods } from './methods/screen.js'
import type { Shape, ValueOf } from './shapes.js'

/** What is known of one Boxo method: types, deadlines, documentation and tests come from this. */
export interface MethodFacts {
  readonly group: Group
  /** What a miniapp sends with it. Without it only hosts send the method. */
  readonly request?: Shape
  /** What a host answers. Without it nobody answers, or a later event does. */
  readonly answer?: Shape
  /** Pushed by a host, by itself or as the later answer to what `answeredBy` names. */
  readonly pushed?: Shape
  /** The pushes that come in place of an answer. */
  readonly answeredBy?: readonly string[]
  /** A person decides before there is an answer. */
  readonly person?: true
  /** The web host of @appboxo/web-sdk 1.4.4 answers it. */
  readonly web?: true
  /** What a Drawbridge host does by itself. */
  readonly host: HostDefault
}

type Group = 'lifecycle' | 'auth' | 'ui' | 'storage' | 'device' | 'payment' | 'events' | 'tracking'

/**
 * - `answers`: it has an answer of its own · `shows`: on the screen · `opens`: another address, if a person wants it
 * - `raises`: only an event of the host, `onCustomEvent(method)`; what asks without a handler gets an error
 * - `pushes`: what the host sends
 */
type HostDefault = 'answers' | 'shows' | 'opens' | 'raises' | 'pushes'

type Rows = typeof appMethods & typeof screenMethods & typeof deviceMethods

/** A name on Boxo's wire. */
export type BoxoMethod = keyof Rows

/** Every Boxo method that is known. */
export const boxoMethods: { readonly [M in BoxoMethod]: Rows[M] } = {
  ...appMethods,
  ...screenMethods,
  ...deviceMethods,
}

/** What a miniapp sends with a method. */
export type BoxoRequest<M extends BoxoMethod> = Rows[M] extends { readonly request: infer S }
  ? ValueOf<S>
  : never

/** What a host answers to a method. */
export type BoxoAnswer<M extends BoxoMethod> = Rows[M] extends { readonly answer: infer S }
  ? ValueOf<S>
  : never

/** What a host sends by itself. */
export type BoxoPush<M extends BoxoMethod> = Rows[M] extends { readonly pushed: infer S }
  ? ValueOf<S>
  : never

/** What is known of a name that came from elsewhere. */
export function factsOf(method: string): MethodFacts | undefined {
  return Object.hasOwn(boxoMethods, method) ? boxoMethods[method as BoxoMethod] : undefined
}

/** A miniapp may have to wait for a person: so long where the host gives no sign of life. */
const PERSON_MS = 10 * 60_000
const MACHINE_MS = 15_000

/** Milliseconds that an answer to a method may take. */
export function patienceFor(method: string): number {
  return factsOf(method)?.person ? PERSON_MS : MACHINE_MS
}
