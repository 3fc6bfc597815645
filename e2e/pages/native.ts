// A miniapp that a native host drives: what a test asks of it is evaluated in its page.
import { createMiniapp, type MiniappOptions } from '@drawbridge/miniapp'
import { diagnose } from '@drawbridge/miniapp/diagnose'
import { errorFacts } from './facts.js'
import { witness } from './witness.js'

const connectTimeout = Number(new URLSearchParams(location.search).get('connectTimeout'))
const miniapp = createMiniapp({
  appId: 'shop',
  version: '1.2.3',
  ...(connectTimeout && { connectTimeout }),
})
const heard: unknown[] = []
miniapp.onCustomEvent('news', (payload) => void heard.push(payload))
miniapp.onCustomEvent('echo', (payload) => payload)

Object.assign(window, {
  miniapp,
  heard,
  seen: witness(miniapp),
  createMiniapp: (options: MiniappOptions) => createMiniapp(options),
  diagnose: () => diagnose(miniapp),
  errorFacts,
})
