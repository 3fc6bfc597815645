// `npm run bench` measures, and writes the figures down: all of them in bench/results.json, the tables of docs/speed.md,
// and its graph. `npm run test:bench` measures next to nothing, writes nothing, and only looks whether all of it works.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { rootFolder } from '../scripts/root.mjs'
import { missingSamples } from './measure.mjs'
import { benchLimits } from './pages/limits.mjs'
import { makeReport, thisMachine } from './report/report.mjs'
import { withFigures } from './report/tables.mjs'
import { runBench } from './run.mjs'
import { fullSizes, quickSizes } from './sizes.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    quick: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds takes a whole number from 1 on, not "${values.rounds}"`)
const sizes = values.quick ? quickSizes : fullSizes

const machine = thisMachine()
if (machine.load > 0.5)
  console.warn(
    `This machine is busy (load ${machine.load.toFixed(1)} on ${machine.cores} cores): the figures are too high`,
  )
const { browser, placements } = await runBench({ rounds, sizes, tell: console.log })
const missing = Object.entries(placements).flatMap(([placement, { rows }]) =>
  missingSamples(rows, rounds).map((what) => `${placement}: ${what}`),
)
const date = new Date().toISOString().slice(0, 10)
const circumstances = { date, browser, machine, rounds, sizes, limits: benchLimits }
const { tables, graph, json } = makeReport(circumstances, placements)
if (missing.length > 0) {
  console.error(`Not measured in every round:\n  ${missing.join('\n  ')}`)
  process.exitCode = 1
} else if (values.quick) {
  console.log(`Every row of every contestant gave a number, ${rounds} times. Nothing was written.`)
} else {
  console.log(`\n${tables}`)
  const document = join(rootFolder, 'docs', 'speed.md')
  writeFileSync(document, withFigures(readFileSync(document, 'utf8'), tables))
  writeFileSync(join(rootFolder, 'docs', 'speed.svg'), graph)
  writeFileSync(join(rootFolder, 'bench', 'results.json'), json)
}
