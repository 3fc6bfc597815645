/**
 * @typedef {object} Estimate
 * @property {number} median
 * @property {number} low
 * @property {number} high
 */

/**
 * The median, with the interval between two order statistics that holds the true median in at least 95 of 100 runs. It
 * assumes nothing of the distribution. For fewer than six values no such interval exists: it is then the whole range.
 *
 * @param {readonly number[]} values
 * @returns {Estimate}
 */
export function estimate(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const count = sorted.length
  const rank = lowerRank(count)
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN
  return {
    median: (at((count - 1) >> 1) + at(count >> 1)) / 2,
    low: at(rank - 1),
    high: at(count - rank),
  }
}

/**
 * Of values that were taken in turn: what is slow in a round is slow for both.
 *
 * @param {readonly number[]} values
 * @param {readonly number[]} references of the same rounds
 */
export function ratio(values, references) {
  return estimate(values.map((value, round) => value / (references[round] ?? Number.NaN)))
}

/**
 * The highest rank k for which a fair coin shows fewer than k heads in `count` throws at most 2.5 times in a hundred.
 *
 * @param {number} count
 */
function lowerRank(count) {
  let rank = 0
  let chance = 0.5 ** count
  let below = chance
  while (below <= 0.025 && rank < count / 2) {
    rank++
    chance *= (count - rank + 1) / rank
    below += chance
  }
  return Math.max(rank, 1)
}
