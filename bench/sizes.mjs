/**
 * How much of each is measured at a time.
 *
 * @typedef {typeof fullSizes} Sizes
 */

export const fullSizes = {
  roundTrips: 200,
  requests: 1_000,
  requestTicks: 5,
  events: 10_000,
  characters: 1_000_000,
  connects: 3,
  finished: 10_000,
  handlers: 1_000,
  pending: 100_000,
  miniapps: 100,
}

/**
 * Enough to see that every row still gives a number.
 *
 * @type {Sizes}
 */
export const quickSizes = {
  roundTrips: 5,
  requests: 100,
  requestTicks: 1,
  events: 200,
  characters: 100_000,
  connects: 1,
  finished: 500,
  handlers: 100,
  pending: 500,
  miniapps: 3,
}
