import { contestants } from '../contestants.mjs'
import { rows } from '../rows.mjs'
import { digits, placementTitles, withInterval } from './format.mjs'

/**
 * @typedef {import('./report.mjs').Circumstances} Circumstances
 * @typedef {import('./report.mjs').PlacementReport} PlacementReport
 * @typedef {import('./figures.mjs').Figures} Figures
 */

const BEGIN = '<!-- figures -->'
const END = '<!-- /figures -->'

/**
 * Puts the tables into a document, in place of those that are there.
 *
 * @param {string} document
 * @param {string} tables
 */
export function withFigures(document, tables) {
  const begin = document.indexOf(BEGIN)
  const end = document.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`There is no place "${BEGIN} … ${END}" for figures`)
  return `${document.slice(0, begin + BEGIN.length)}\n\n${tables}\n${document.slice(end)}`
}

/**
 * @param {Circumstances} circumstances
 * @param {Readonly<Record<string, PlacementReport>>} reports by placement
 */
export function writeTables({ date, browser, machine, rounds, limits }, reports) {
  const named = Object.entries(limits).map(([name, value]) => `\`${name}\` ${digits(value)}`)
  const parts = [
    '![Bars for each row and each contestant](./speed.svg)',
    `Measured on ${date} in ${browser} on ${machine.system} with ${machine.cores} cores, in ${rounds} rounds. In the minute before, ${digits(machine.load)} programs wanted a core on average. The host of Drawbridge has the limits ${named.join(', ')}.`,
  ]
  for (const [placement, report] of Object.entries(reports))
    parts.push(
      `### ${placementTitles[placement]}`,
      `How it is known: ${report.proof}.`,
      valueTable(report.figures),
      'The same for what should change nothing, as multiples of the row without it in the same rounds:',
      multipleTable(report.figures),
      'The aims of Drawbridge. One is met when the interval touches it:',
      aimTable(report),
      losses(report.figures),
    )
  return `${parts.join('\n\n')}\n`
}

/** @param {Figures} figures */
function valueTable(figures) {
  return table(
    ['', ...contestants.map(({ title }) => title)],
    rows
      .filter(({ special }) => !special)
      .map(({ name, title, unit }) => [
        `${title}, ${unit}`,
        ...contestants.map(({ id }) => cell(figures[name]?.values[id])),
      ]),
  )
}

/** @param {Figures} figures */
function multipleTable(figures) {
  const special = rows.filter((row) => row.special)
  const shown = contestants.filter(({ id }) => special.some((row) => row.contestants.includes(id)))
  return table(
    ['', ...shown.map(({ title }) => title)],
    special.map(({ name, title }) => [
      title,
      ...shown.map(({ id }) => cell(figures[name]?.toPlain[id])),
    ]),
  )
}

/** @param {PlacementReport} report */
function aimTable({ aims }) {
  return table(
    ['', 'aim', 'measured', 'met'],
    aims.map(({ row, text, measured, isMet }) => [
      titleOf(row),
      text,
      withInterval(measured),
      isMet ? 'yes' : '**no**',
    ]),
  )
}

/** @param {Figures} figures */
function losses(figures) {
  const lines = rows.flatMap(({ name, title, unit, special }) =>
    contestants.flatMap(({ id, title: other }) => {
      // Bytes may be next to none, and a multiple of that says nothing.
      const found = special || unit === 'bytes' ? undefined : figures[name]?.toOthers[id]
      return found && found.low > 1 ? [`- ${title}: ${withInterval(found)} times ${other}`] : []
    }),
  )
  if (lines.length === 0) return 'Drawbridge is behind nobody here.'
  return `Where Drawbridge is behind, by whom:\n\n${lines.join('\n')}`
}

/** @param {string} row */
function titleOf(row) {
  return rows.find(({ name }) => name === row)?.title ?? row
}

/** @param {import('../statistics.mjs').Estimate | undefined} estimate */
function cell(estimate) {
  return estimate ? withInterval(estimate) : ''
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} lines
 */
function table(head, lines) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...lines.map(line)].join('\n')
}
