import {
  type CloudElements,
  type CloudElementsOptions,
  createCloudElements,
  type NewInstance,
} from '../../src/cloud-elements.js'
import { testClock } from './clock.js'
import { fakeCloudElements, grants, secrets } from './cloud-elements.js'
import type { Served } from './serve.js'

export const authorization = { user: secrets.user, organization: secrets.organization }

/** An instance for Box, as the documentation writes one. */
export function box(configuration: object = {}, code = grants[0] ?? ''): NewInstance {
  return {
    element: { key: 'box' },
    providerData: { code },
    configuration: {
      'oauth.callback.url': 'https://mycoolapp.com',
      'oauth.api.key': 'APP-KEY',
      'oauth.api.secret': 'APP-SECRET',
      ...configuration,
    },
    tags: ['Docs'],
    name: 'API Instance',
  }
}

/** A platform and a client of it. */
export async function setUp(options: Partial<CloudElementsOptions> = {}): Promise<{
  readonly platform: Served
  readonly baseUrl: string
  readonly elements: CloudElements
}> {
  const platform = await fakeCloudElements()
  const baseUrl = `${platform.url}/elements/api-v2`
  const elements = createCloudElements({ baseUrl, authorization, clock: testClock(), ...options })
  return { platform, baseUrl, elements }
}
