// Imports every entry of the built packages in a bare Node process and prints what that changed.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const entries = ['core', 'host', 'miniapp'].flatMap((name) => {
  const file = fileURLToPath(import.meta.resolve(`@drawbridge/${name}/package.json`))
  const { exports } = JSON.parse(readFileSync(file, 'utf8'))
  return Object.keys(exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => `@drawbridge/${name}${entry.slice(1)}`)
})

const globalsBefore = new Set(Reflect.ownKeys(globalThis))
const resourcesBefore = process.getActiveResourcesInfo()
const listenersBefore = process.eventNames().length

for (const entry of entries) await import(entry)

const newGlobals = Reflect.ownKeys(globalThis).filter((key) => !globalsBefore.has(key))
const newResources = added(resourcesBefore)
const newListeners = process.eventNames().length - listenersBefore

const { createMiniapp } = await import('@drawbridge/miniapp')
const miniapp = createMiniapp({ appId: 'shop', hostOrigins: ['https://host.example'] })
miniapp.onCustomEvent('any', () => {})
// Nobody waits for this one, and it is rejected all the same: it must not end the process.
void miniapp.connected
const code = (/** @type {Promise<unknown>} */ call) =>
  call.then(
    () => 'resolved',
    ({ code }) => code,
  )
const facts = {
  connected: await code(miniapp.connected),
  request: await code(miniapp.request('any', null)),
  status: miniapp.status,
  resources: added(resourcesBefore),
}
console.log(
  JSON.stringify({
    entries: entries.sort(),
    newGlobals: newGlobals.map(String),
    newResources,
    newListeners,
    miniapp: facts,
  }),
)

/** @param {string[]} before */
function added(before) {
  const rest = [...before]
  return process.getActiveResourcesInfo().filter((name) => {
    const index = rest.indexOf(name)
    if (index >= 0) rest.splice(index, 1)
    return index < 0
  })
}
