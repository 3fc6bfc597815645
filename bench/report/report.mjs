import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, type } from 'node:os'
import { join } from 'node:path'
import { rootFolder } from '../../scripts/root.mjs'
import { judge } from '../aims.mjs'
import { figuresOf } from './figures.mjs'
import { drawGraph } from './graph.mjs'
import { withFigures, writeTables } from './tables.mjs'

/**
 * @typedef {object} Machine what kind it is, and nothing that names it
 * @property {number} cores
 * @property {string} system
 * @property {number} load how many programs wanted a core in the last minute, on average
 *
 * @typedef {object} Circumstances
 * @property {string} date
 * @property {string} browser
 * @property {Machine} machine
 * @property {number} rounds
 * @property {Readonly<Record<string, number>>} sizes
 * @property {Readonly<Record<string, number>>} limits of the Drawbridge host
 *
 * @typedef {object} PlacementReport
 * @property {string} proof
 * @property {import('./figures.mjs').Figures} figures
 * @property {readonly import('../aims.mjs').Judgement[]} aims
 */

/** @returns {Machine} */
export function thisMachine() {
  return {
    cores: availableParallelism(),
    system: `${type()} ${process.arch}`,
    load: loadavg()[0] ?? 0,
  }
}

/**
 * Writes the figures down: all of them as JSON, the tables of docs/speed.md, and the graph.
 *
 * @param {Circumstances} circumstances
 * @param {import('../run.mjs').Run['placements']} placements
 * @returns {string} the tables
 */
export function writeReport(circumstances, placements) {
  const reports = Object.fromEntries(
    Object.entries(placements).map(([placement, { proof, rows }]) => [
      placement,
      { proof, figures: figuresOf(rows), aims: judge(rows) },
    ]),
  )
  const file = (/** @type {string} */ path) => join(rootFolder, path)
  const shorten = (/** @type {string} */ _name, /** @type {unknown} */ value) =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value
  writeFileSync(
    file('bench/results.json'),
    `${JSON.stringify({ ...circumstances, reports, samples: placements }, shorten, 1)}\n`,
  )
  writeFileSync(file('docs/speed.svg'), drawGraph(reports))
  const tables = writeTables(circumstances, reports)
  const document = readFileSync(file('docs/speed.md'), 'utf8')
  writeFileSync(file('docs/speed.md'), withFigures(document, tables))
  return tables
}
