/**
 * Three digits that count: 0.123, 12.3, 1,230.
 *
 * @param {number} value
 */
export function digits(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 })
}

/** @param {import('../statistics.mjs').Estimate} estimate */
export function withInterval({ median, low, high }) {
  return `${digits(median)} (${digits(low)} to ${digits(high)})`
}

/** @type {Record<string, string>} */
export const placementTitles = {
  'own-process': 'Frame in a process of its own',
  'same-thread': 'Frame on the thread of the host page',
}
