import { ratio } from './statistics.mjs'

/**
 * @typedef {import('./statistics.mjs').Estimate} Estimate
 * @typedef {import('./measure.mjs').Measured} Measured
 *
 * @typedef {object} Aim
 * @property {string} row
 * @property {string} text
 * @property {string} [against] a contestant of the same row, or `plain`; without it the value itself counts
 * @property {number} most
 *
 * @typedef {{ row: string, text: string, most: number, measured: Estimate, isMet: boolean }} Judgement
 */

/** @type {readonly Aim[]} */
const aims = [
  { row: 'roundTrip', text: 'at most 1.05 times the bare port', against: 'port', most: 1.05 },
  { row: 'roundTrip', text: 'not slower than Penpal', against: 'penpal', most: 1 },
  // A rate of 0.8 is a time of 1.25.
  {
    row: 'concurrent',
    text: 'at 0.8 of the rate of the batched port',
    against: 'batch',
    most: 1.25,
  },
  { row: 'burst', text: 'at most 1.25 times the batched port', against: 'batch', most: 1.25 },
  { row: 'large', text: 'not slower than the bare port, which clones', against: 'port', most: 1 },
  { row: 'connect', text: 'at most 1.1 times a bare handshake', against: 'port', most: 1.1 },
  { row: 'kept', text: 'at most 8 bytes', most: 8 },
  { row: 'handlers', text: 'as without them, within 5 %', against: 'plain', most: 1.05 },
  { row: 'pending', text: 'as without them, within 5 %', against: 'plain', most: 1.05 },
  { row: 'miniapps', text: 'as with one, within 5 %', against: 'plain', most: 1.05 },
]

/**
 * An aim is met when the interval touches it.
 *
 * @param {Measured} measured
 * @returns {Judgement[]}
 */
export function judge(measured) {
  return aims.map(({ row, text, against, most }) => {
    const { samples, plain } = measured[row] ?? { samples: {}, plain: {} }
    const own = samples.drawbridge ?? []
    const reference = against === 'plain' ? plain.drawbridge : samples[against ?? '']
    const found = ratio(own, against === undefined ? own.map(() => 1) : (reference ?? []))
    return { row, text, most, measured: found, isMet: found.low <= most }
  })
}
