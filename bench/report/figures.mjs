import { estimate, ratio } from '../statistics.mjs'

/**
 * @typedef {import('../statistics.mjs').Estimate} Estimate
 * @typedef {import('../measure.mjs').Samples} Samples
 *
 * @typedef {object} RowFigures each by contestant
 * @property {Record<string, Estimate>} values
 * @property {Record<string, Estimate>} toPlain of the rows that differ from a plain one: multiples of it
 * @property {Record<string, Estimate>} toOthers what Drawbridge takes: multiples of what the others do
 *
 * @typedef {Record<string, RowFigures>} Figures by row
 */

/**
 * @param {import('../measure.mjs').Measured} measured
 * @returns {Figures}
 */
export function figuresOf(measured) {
  return mapValues(measured, ({ samples, plain }) => {
    const { drawbridge = [], ...others } = samples
    return {
      values: mapValues(samples, estimate),
      toPlain: mapValues(plain, (values, id) => ratio(samples[id] ?? [], values)),
      toOthers: mapValues(others, (values) => ratio(drawbridge, values)),
    }
  })
}

/**
 * @template T, U
 * @param {Readonly<Record<string, T>>} record
 * @param {(value: T, name: string) => U} change
 * @returns {Record<string, U>}
 */
function mapValues(record, change) {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, change(value, name)]),
  )
}
