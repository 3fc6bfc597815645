import { availableParallelism, loadavg, type } from 'node:os'
import { judge } from '../aims.mjs'
import { figuresOf } from './figures.mjs'
import { drawGraph } from './graph.mjs'
import { writeTables } from './tables.mjs'

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
 * The figures in all their forms.
 *
 * @param {Circumstances} circumstances
 * @param {import('../run.mjs').Run['placements']} placements
 * @returns {{ tables: string, graph: string, json: string }}
 */
export function makeReport(circumstances, placements) {
  const reports = Object.fromEntries(
    Object.entries(placements).map(([placement, { proof, rows }]) => [
      placement,
      { proof, figures: figuresOf(rows), aims: judge(rows) },
    ]),
  )
  const shorten = (/** @type {string} */ _name, /** @type {unknown} */ value) =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value
  const all = { ...circumstances, reports, samples: placements }
  return {
    tables: writeTables(circumstances, reports),
    graph: drawGraph(reports),
    json: `${JSON.stringify(all, shorten, 1)}\n`,
  }
}
