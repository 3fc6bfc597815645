/**
 * @typedef {import('./arena.mjs').Arena} Arena
 * @typedef {import('./sizes.mjs').Sizes} Sizes
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} title
 * @property {'µs' | 'ms' | 'bytes'} unit
 * @property {readonly string[]} contestants
 * @property {(arena: Arena, sizes: Sizes) => Promise<number>} measure in the unit
 * @property {Special} [special] it is measured there and, in the same round, in the plain arena
 *
 * @typedef {object} Special an arena that differs from the plain one of the same contestant
 * @property {(sizes: Sizes) => { host?: string, frames?: number, handlers?: number }} options
 * @property {(arena: Arena, sizes: Sizes) => Promise<unknown>} [prepare]
 */

const all = ['port', 'batch', 'window', 'penpal', 'comlink', 'drawbridge']
const libraries = ['penpal', 'comlink', 'drawbridge']

/** @param {Arena} arena @param {Sizes} sizes */
const roundTrip = async (arena, sizes) =>
  (await arena.inFrame('roundTrip', sizes.roundTrips)) * 1_000

/** @param {Arena} arena @param {Sizes} sizes */
async function concurrent(arena, { requests, requestTicks }) {
  let ms = 0
  for (let tick = 0; tick < requestTicks; tick++) ms += await arena.inFrame('concurrent', requests)
  return ms / requestTicks
}

/** @type {readonly Row[]} */
export const rows = [
  { name: 'roundTrip', title: 'round trip', unit: 'µs', contestants: all, measure: roundTrip },
  {
    name: 'concurrent',
    title: '1,000 requests in one tick',
    unit: 'ms',
    contestants: all,
    measure: concurrent,
  },
  {
    name: 'burst',
    title: 'burst of 10,000 events',
    unit: 'ms',
    contestants: all,
    measure: (arena, { events }) => arena.inFrame('burst', events),
  },
  {
    name: 'hostThread',
    title: 'main thread of the host during the burst',
    unit: 'ms',
    contestants: all,
    async measure(arena, { events }) {
      const before = await arena.hostThread()
      await arena.inFrame('burst', events)
      return (await arena.hostThread()) - before
    },
  },
  {
    name: 'large',
    title: '1 MB there and back',
    unit: 'ms',
    contestants: all,
    measure: (arena, { characters }) => arena.inFrame('large', characters),
  },
  {
    name: 'connect',
    title: 'frame inserted → first reply',
    unit: 'ms',
    contestants: all,
    measure: (arena, { connects }) => arena.inHost('connect', connects),
  },
  {
    name: 'kept',
    title: 'kept for a finished request',
    unit: 'bytes',
    contestants: all,
    async measure(arena, { finished }) {
      const before = await arena.heap()
      await arena.inFrame('finish', finished)
      return ((await arena.heap()) - before) / finished
    },
  },
  {
    name: 'handlers',
    title: 'round trip with 1,000 handlers',
    unit: 'µs',
    contestants: libraries,
    measure: roundTrip,
    special: { options: ({ handlers }) => ({ handlers }) },
  },
  {
    name: 'pending',
    title: 'round trip with 100,000 requests pending',
    unit: 'µs',
    contestants: libraries,
    measure: roundTrip,
    special: {
      options: () => ({}),
      prepare: (arena, { pending }) => arena.inFrame('leavePending', pending),
    },
  },
  {
    name: 'miniapps',
    title: 'round trip with 100 miniapps mounted',
    unit: 'µs',
    contestants: ['window', ...libraries],
    measure: roundTrip,
    special: { options: ({ miniapps }) => ({ frames: miniapps }) },
  },
  {
    name: 'defaultWindow',
    title: '1,000 requests in one tick, default window of 256',
    unit: 'ms',
    contestants: ['drawbridge'],
    measure: concurrent,
    special: { options: () => ({ host: 'drawbridge-default' }) },
  },
]
