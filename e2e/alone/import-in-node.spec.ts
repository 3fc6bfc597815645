import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'

const run = promisify(execFile)
const probe = fileURLToPath(new URL('./import-probe.mjs', import.meta.url))

test('importing the packages under Node has no effect, and createMiniapp does not throw', async () => {
  const { stdout, stderr } = await run(process.execPath, ['--unhandled-rejections=strict', probe])
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    entries: [
      '@drawbridge/core',
      '@drawbridge/core/errors',
      '@drawbridge/core/link',
      '@drawbridge/core/memory',
      '@drawbridge/core/native',
      '@drawbridge/core/outbox',
      '@drawbridge/core/port',
      '@drawbridge/core/window',
      '@drawbridge/host',
      '@drawbridge/host/element',
      '@drawbridge/host/native',
      '@drawbridge/host/outbox',
      '@drawbridge/host/react-native',
      '@drawbridge/miniapp',
      '@drawbridge/miniapp/diagnose',
      '@drawbridge/miniapp/outbox',
      '@drawbridge/miniapp/web',
    ],
    newGlobals: [],
    newResources: [],
    newListeners: 0,
    miniapp: {
      connected: 'NO_HOST',
      request: 'NO_HOST',
      status: 'unavailable',
      resources: [],
    },
  })
})
