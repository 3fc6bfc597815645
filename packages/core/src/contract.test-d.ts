import { expectTypeOf } from 'vitest'
import {
  type commonEvents,
  defineContract,
  type EventType,
  type HeardPayload,
  type HeardReply,
  type RequestType,
  type SentPayload,
  type SentReply,
  type StandardSchemaV1,
  type,
} from './index.js'

interface Order {
  id: string
  amount: number
}
// Text on the wire, a Date for the one who hears it.
declare const isoDate: StandardSchemaV1<string, Date>

const contract = defineContract({
  buy: { payload: type<Order>(), reply: type<{ ok: boolean }>() },
  tell: { payload: type<number>() },
  meet: { payload: isoDate, reply: isoDate },
})
type E = (typeof contract)['entries']

expectTypeOf<EventType<E>>().toEqualTypeOf<'buy' | 'tell' | 'meet'>()
// Only entries with a reply can be asked.
expectTypeOf<RequestType<E>>().toEqualTypeOf<'buy' | 'meet'>()
expectTypeOf<SentPayload<E, 'buy'>>().toEqualTypeOf<Order>()
expectTypeOf<HeardReply<E, 'buy'>>().toEqualTypeOf<{ ok: boolean }>()
expectTypeOf<SentPayload<E, 'meet'>>().toEqualTypeOf<string>()
expectTypeOf<HeardPayload<E, 'meet'>>().toEqualTypeOf<Date>()
expectTypeOf<SentReply<E, 'meet'>>().toEqualTypeOf<string>()
expectTypeOf<HeardReply<E, 'meet'>>().toEqualTypeOf<Date>()

type Common = (typeof commonEvents)['entries']
expectTypeOf<RequestType<Common>>().toEqualTypeOf<'checkout_started'>()
expectTypeOf<SentPayload<Common, 'theme_changed'>>().toEqualTypeOf<{
  readonly theme: string
  readonly color_scheme: string
}>()
