import { defineContract, type } from '@drawbridge/core'
import { expectTypeOf } from 'vitest'
import { createMiniapp } from './index.js'

const contract = defineContract({
  buy: { payload: type<{ id: string }>(), reply: type<{ paid: boolean }>() },
  theme_changed: { payload: type<{ theme: string }>() },
})

const miniapp = createMiniapp({ appId: 'shop', hostOrigins: ['https://host.example'], contract })

expectTypeOf(miniapp.request('buy', { id: '1' })).resolves.toEqualTypeOf<{ paid: boolean }>()
// @ts-expect-error the contract has no such event
miniapp.sendCustomEvent('unknown', 1)
// @ts-expect-error the payload has another shape
miniapp.sendCustomEvent('buy', { id: 1 })
// @ts-expect-error theme_changed has no reply, so it cannot be asked
void miniapp.request('theme_changed', { theme: 'dark' })
// @ts-expect-error misspelt options are not swallowed
void miniapp.request('buy', { id: '1' }, { timeOut: 5 })

miniapp.onCustomEvent('theme_changed', (payload, context) => {
  expectTypeOf(payload).toEqualTypeOf<{ theme: string }>()
  expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>()
})
miniapp.onCustomEvent('buy', () => ({ paid: true }))
// @ts-expect-error the reply has another shape
miniapp.onCustomEvent('buy', () => ({ paid: 'yes' }))
miniapp.onCustomEvent('*', (eventType, payload) => {
  expectTypeOf(eventType).toEqualTypeOf<string>()
  expectTypeOf(payload).toEqualTypeOf<unknown>()
})

// Without a contract every type goes, and nothing is known of replies.
const untyped = createMiniapp({ appId: 'shop', hostOrigins: 'any' })
expectTypeOf(untyped.request('anything', [1])).resolves.toEqualTypeOf<unknown>()
untyped.sendCustomEvent('anything', { a: 1 })
untyped.onCustomEvent('anything', (payload) => {
  expectTypeOf(payload).toEqualTypeOf<unknown>()
  return 'a reply'
})
