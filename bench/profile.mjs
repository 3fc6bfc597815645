// `npm run bench:profile -- burst` shows where the time of one row goes, function by function, on both sides.
import { parseArgs } from 'node:util'
import { openArena } from './arena.mjs'
import { rows } from './rows.mjs'
import { launchBrowser } from './run.mjs'
import { startServer } from './server.mjs'
import { fullSizes } from './sizes.mjs'

const SHOWN = 25

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    contestant: { type: 'string', default: 'drawbridge' },
    repeat: { type: 'string', default: '20' },
  },
})
const row = rows.find(({ name }) => name === positionals[0])
if (!row) throw new Error(`Name a row: ${rows.map(({ name }) => name).join(', ')}`)

// In a process of its own each side has a profile of its own, and names are not shortened.
const server = await startServer([values.contestant], { minify: false })
const browser = await launchBrowser()
try {
  const context = await browser.newContext()
  const arena = await openArena(context, server, {
    contestant: values.contestant,
    placement: 'own-process',
    ...row.special?.options(fullSizes),
  })
  await row.special?.prepare?.(arena, fullSizes)
  await row.measure(arena, fullSizes)
  const profiles = await arena.profile(async () => {
    for (let times = Number(values.repeat); times > 0; times--) await row.measure(arena, fullSizes)
  })
  for (const [side, profile] of Object.entries(profiles)) {
    console.log(`\n${side}\n${listFunctions(profile)}`)
  }
} finally {
  await browser.close()
  await server.close()
}

/** @param {import('./arena.mjs').Profile} profile */
function listFunctions({ nodes, samples = [], timeDeltas = [] }) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  /** @type {Map<string, number>} */
  const spent = new Map()
  let busy = 0
  for (const [index, id] of samples.entries()) {
    const { functionName, lineNumber } = byId.get(id)?.callFrame ?? {}
    const ms = (timeDeltas[index] ?? 0) / 1_000
    if (functionName === '(idle)' || functionName === '(root)') continue
    busy += ms
    const name = `${functionName || '(anonymous)'}${lineNumber && lineNumber > 0 ? `:${lineNumber + 1}` : ''}`
    spent.set(name, (spent.get(name) ?? 0) + ms)
  }
  const lines = [...spent]
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([name, ms]) => `${ms.toFixed(1).padStart(9)} ms ${percent(ms)}  ${name}`)
  return [`${busy.toFixed(1).padStart(9)} ms in all`, ...lines].join('\n')

  /** @param {number} ms */
  function percent(ms) {
    return `${((100 * ms) / busy).toFixed(1).padStart(5)} %`
  }
}
