import { defineContract, type } from '@drawbridge/core'
import { expectTypeOf } from 'vitest'
import { createHost, type MountedMiniapp } from './index.js'

const contract = defineContract({
  buy: { payload: type<{ id: string }>(), reply: type<{ paid: boolean }>() },
  theme_changed: { payload: type<{ theme: string }>() },
})

const host = createHost({ name: 'Host', contract })

host.onCustomEvent('buy', async (order, { miniapp, key, signal, progress, expectsReply }) => {
  expectTypeOf(order).toEqualTypeOf<{ id: string }>()
  expectTypeOf(key).toEqualTypeOf<string | undefined>()
  expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
  expectTypeOf(expectsReply).toEqualTypeOf<boolean>()
  progress('half')
  miniapp.sendCustomEvent('theme_changed', { theme: 'dark' })
  return { paid: true }
})
// @ts-expect-error the reply has another shape
host.onCustomEvent('buy', async () => ({ paid: 1 }))

const app = host.mount(document.body, { url: 'https://shop.example', appId: 'shop' })
expectTypeOf(app).toEqualTypeOf<MountedMiniapp<(typeof contract)['entries']>>()
expectTypeOf(app.request('buy', { id: '1' })).resolves.toEqualTypeOf<{ paid: boolean }>()
// @ts-expect-error the payload has another shape
app.sendCustomEvent('theme_changed', { theme: 7 })
// @ts-expect-error url is missing
host.mount(document.body, { appId: 'shop' })

// Without a contract every type goes.
createHost({ name: 'Host' }).onCustomEvent('anything', (payload) => {
  expectTypeOf(payload).toEqualTypeOf<unknown>()
  return { any: 'reply' }
})
