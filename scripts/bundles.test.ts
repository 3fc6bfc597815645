import { describe, expect, test } from 'vitest'
import { bundlers } from './bundlers.mjs'

/** Texts that minifying leaves as they are, each from the middle of what it stands for. */
const parts = {
  'the miniapp': 'This document has a miniapp already',
  'the native connector': 'ReactNativeWebView',
  'the host': 'allow-popups-to-escape-sandbox',
  'the check of a contract': 'does not fit the contract',
  'redaction for taps': '[redacted]',
  tap: 'tap() takes a miniapp',
  diagnose: 'this page is not in a frame',
  'the common events': 'A new order has been created in the miniapp',
  'outcomes in sessionStorage': 'sessionStorage',
  'the element': 'miniapp-frame',
  'the outbox': 'waits with another event',
} as const
type Part = keyof typeof parts

/** What somebody writes, and which parts are in the bundle then. */
const entries: readonly { code: string; has: readonly Part[] }[] = [
  {
    code: `import { createMiniapp } from '@drawbridge/miniapp'
      createMiniapp({ appId: 'shop', hostOrigins: ['https://host.example'] })`,
    has: ['the miniapp', 'the native connector'],
  },
  {
    code: `import { createMiniapp, defineContract, type } from '@drawbridge/miniapp'
      createMiniapp({ appId: 'shop', contract: defineContract({ paid: { payload: type() } }) })`,
    has: ['the miniapp', 'the native connector', 'the check of a contract', 'redaction for taps'],
  },
  {
    code: `import { createMiniapp, tap } from '@drawbridge/miniapp/web'
      tap(createMiniapp({ appId: 'shop' }), console.log)`,
    has: ['the miniapp', 'tap'],
  },
  {
    code: `import { createMiniapp } from '@drawbridge/miniapp'
      import { diagnose } from '@drawbridge/miniapp/diagnose'
      console.log(diagnose(createMiniapp({ appId: 'shop' })).text)`,
    has: ['the miniapp', 'the native connector', 'diagnose'],
  },
  {
    code: `import { createHost } from '@drawbridge/host'
      createHost({ name: 'Host' }).mount(document.body, { url: '/shop', appId: 'shop' })`,
    has: ['the host'],
  },
  {
    code: `import { createHost, sessionStorageOutcomes } from '@drawbridge/host'
      const host = createHost({ name: 'Host', outcomes: sessionStorageOutcomes() })
      host.mount(document.body, { url: '/shop', appId: 'shop' })`,
    has: ['the host', 'outcomes in sessionStorage'],
  },
  {
    code: `import { createHost } from '@drawbridge/host'
      import { defineMiniappFrame } from '@drawbridge/host/element'
      defineMiniappFrame(createHost({ name: 'Host' }))`,
    has: ['the host', 'the element'],
  },
  {
    code: `import { createMiniapp } from '@drawbridge/miniapp'
      import { outbox } from '@drawbridge/miniapp/outbox'
      createMiniapp({ appId: 'shop', appEvents: outbox({ subject: 'ann' }) })`,
    has: ['the miniapp', 'the native connector', 'the outbox'],
  },
  {
    code: `import { createHost } from '@drawbridge/host'
      import { hostOutbox } from '@drawbridge/host/outbox'
      createHost({ name: 'Host' }).onAppEvent(hostOutbox({ subject: 'ann', sink: fetch }).take)`,
    has: ['the host', 'the outbox'],
  },
  {
    code: `import { commonEvents } from '@drawbridge/core'
      console.log(commonEvents)`,
    has: ['the check of a contract', 'redaction for taps', 'the common events'],
  },
  {
    code: `import { isBridgeError } from '@drawbridge/core/errors'
      console.log(isBridgeError(new Error()))`,
    has: [],
  },
  {
    code: `import '@drawbridge/core'
      import '@drawbridge/host'
      import '@drawbridge/miniapp'
      console.log('nothing of them')`,
    has: [],
  },
]

describe.each(Object.entries(bundlers))('%s bundles only what is used', (_name, bundle) => {
  test.each(entries)('$has of: $code', async ({ code, has }) => {
    const text = await bundle(code)
    const found = Object.entries(parts).filter(([, mark]) => text.includes(mark))
    expect(found.map(([part]) => part).sort()).toEqual([...has].sort())
  })
})

test('each part is in some bundle, so that its mark is a real one', () => {
  const seen = new Set(entries.flatMap(({ has }) => has))
  expect([...seen].sort()).toEqual(Object.keys(parts).sort())
})
