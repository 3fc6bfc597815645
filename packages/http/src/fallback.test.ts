import { type BridgeError, createDeferred } from '@drawbridge/core'
import { expect, it, vi } from 'vitest'
import { lateHost } from '../test/fakes/late-host.js'
import { serve } from '../test/fakes/serve.js'

it('tells which events waited for those before them when a host took over', async () => {
  const gate = createDeferred<void>()
  const heard: string[] = []
  const relay = await serve(async ({ body }) => {
    heard.push((JSON.parse(body) as { event_type: string }).event_type)
    await gate.promise
    return { body: {} }
  })
  const { host, shop, come } = lateHost({ url: relay.url })
  for (const type of ['one', 'two', 'three', 'four'])
    host.onCustomEvent(type, () => void heard.push(`${type} at the host`))
  const errors: BridgeError[] = []
  shop.on('error', (error) => errors.push(error))
  for (const type of ['one', 'two', 'three']) shop.sendCustomEvent(type, {})
  await vi.waitUntil(() => heard.length > 0)
  await come()
  expect(errors).toMatchObject(
    ['two', 'three'].map((type) => ({
      code: 'DISCONNECTED',
      message: expect.stringContaining(`"${type}" was not sent`),
      outcome: 'none',
      retryable: true,
    })),
  )
  gate.resolve()
  shop.sendCustomEvent('four', {})
  await vi.waitUntil(() => heard.length > 1)
  expect(heard).toEqual(['one', 'four at the host'])
  expect(errors).toHaveLength(2)
})
