import { fileURLToPath } from 'node:url'
import type { Handler } from '@drawbridge/http/relay'
import type { Miniapp } from '@drawbridge/miniapp'
import { expect, it, vi } from 'vitest'
import { expectTyped, writeExamples } from '../../testing/runners/readme-examples.js'
import { fakeAppmixer } from '../test/fakes/appmixer.js'
import { fakeCloudElements, secrets } from '../test/fakes/cloud-elements.js'
import { fakeEventBridge, superApp } from '../test/fakes/event-bridge.js'
import { serve } from '../test/fakes/serve.js'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))

/** The names at the top of an example, so that a test can look at them. */
function withExports(code: string): string {
  const names = [...code.matchAll(/^const (?:(\w+)|\{ (\w+) \}) =/gm)].map(
    ([, one, other]) => one ?? other,
  )
  return `${code}\nexport { ${names.join(', ')} }\n`
}

it('runs and types every example of the README', async () => {
  const miniapp = await serve(() => ({ body: { seen: true } }))
  const receiver = { url: miniapp.url, appId: 'shop', secretKey: 's' }
  const [bridge, appmixer, elements] = await Promise.all([
    fakeEventBridge({ reply: { transaction: 't1' }, receiver }),
    fakeAppmixer(),
    fakeCloudElements(),
  ])
  appmixer.listen('u1', 'contact-created')
  for (const [name, value] of Object.entries({
    BRIDGE_KEY: 'k',
    HOST_SECRET: superApp.secretKey,
    APPMIXER_PASSWORD: 'correct horse',
    CE_USER: secrets.user,
    CE_ORGANIZATION: secrets.organization,
  }))
    vi.stubEnv(name, value)

  const examples = writeExamples(
    packageFolder,
    (number) => `example-${number}.ts`,
    (code) =>
      withExports(code)
        .replaceAll('https://bridge.example', bridge.url)
        .replaceAll('https://api.tenant.example', appmixer.url)
        .replace(
          'createCloudElements({',
          `createCloudElements({ baseUrl: '${elements.url}/elements/api-v2',`,
        ),
  )
  const modules = (await Promise.all(examples.files.map((file) => import(file)))) as Record<
    string,
    unknown
  >[]
  expect(modules).toHaveLength(7)
  const [fromMiniapp, fromHost, relayed, alone, sent, paths, made] = modules

  expect(fromMiniapp?.reply).toEqual({ transaction: 't1' })
  const signed = bridge.requests.find(({ path }) => path.endsWith('/miniapp/'))
  expect(signed?.headers['x-signature']).toMatch(/^[\w+/]{43}=$/)
  expect(fromHost?.reply).toEqual({ seen: true })
  const { shop } = alone as { readonly shop: Miniapp }
  expect((await shop.connected).transport).toBe('http')
  shop.close()
  expect(sent?.status).toBe('queued')
  expect(paths?.paths).toEqual(['email', 'address.city', 'tags[]'])
  expect(made?.instance).toMatchObject({ name: 'API Instance', token: 'ELEMENT-TOKEN-1000' })
  expect(made?.forTheLog).toMatchObject({ name: 'API Instance', token: '[hidden]' })

  const { relay } = relayed as { readonly relay: Handler }
  const response = await relay(
    new Request('https://api.shop.example/events', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Origin: 'https://shop.example',
        Authorization: 'Bearer s1',
      },
      body: JSON.stringify({ event_type: 'order_created', payload: { id: 1 } }),
    }),
  )
  expect(await response.json()).toEqual({ transaction: 't1' })
  expect(JSON.parse(bridge.requests.at(-1)?.body ?? '')).toMatchObject({
    app_id: 'shop',
    payload: { id: 1, user: 'user-7' },
  })
  await expectTyped(examples, ['node'])
})
