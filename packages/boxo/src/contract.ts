import { type ContractEntry, type StandardSchemaV1, type } from '@drawbridge/core'
import {
  type BoxoAnswer,
  type BoxoMethod,
  type BoxoPush,
  type BoxoRequest,
  boxoMethods,
  type MethodFacts,
} from './methods.js'

/**
 * Each Boxo method as an event type: its payload is what either side sends, its reply what a host answers. Only a type
 * that has an answer can be asked.
 */
export type BoxoEntries = {
  readonly [M in BoxoMethod]: ContractEntry & {
    readonly payload: StandardSchemaV1<Sent<M>, Sent<M>>
  } & ([BoxoAnswer<M>] extends [never]
      ? unknown
      : { readonly reply: StandardSchemaV1<BoxoAnswer<M>, BoxoAnswer<M>> })
}

type Sent<M extends BoxoMethod> = [BoxoRequest<M>] extends [never] ? BoxoPush<M> : BoxoRequest<M>

/**
 * The Boxo methods for a contract: `defineContract({ ...boxoEntries, ...own })`. They only type: what Boxo's hosts
 * really send differs in details, and is not refused for them.
 */
export const boxoEntries: BoxoEntries = /* @__PURE__ */ makeEntries()

function makeEntries(): BoxoEntries {
  const facts = Object.entries<MethodFacts>(boxoMethods)
  return Object.fromEntries(
    facts.map(([method, { answer }]) => [
      method,
      { payload: type<unknown>(), ...(answer !== undefined && { reply: type<unknown>() }) },
    ]),
  ) as unknown as BoxoEntries
}
