import { contestants } from './contestants.mjs'
import { rows } from './rows.mjs'

/**
 * @typedef {import('./arena.mjs').Arena} Arena
 * @typedef {import('./rows.mjs').Row} Row
 *
 * @typedef {{ rounds: number, sizes: import('./sizes.mjs').Sizes }} Effort
 * @typedef {(contestant: string, options?: { host?: string, frames?: number, handlers?: number }) => Promise<Arena>} Open
 * @typedef {Record<string, number[]>} Samples one for each round, by contestant
 * @typedef {Record<string, { samples: Samples, plain: Samples }>} Measured by row
 */

/**
 * Measures every row in every round. Within a round all contestants have their turn at a row, one after the other and each
 * time in another order, so that what is slow for a while is slow for all.
 *
 * @param {Open} open
 * @param {Effort} effort
 * @param {(line: string) => void} tell
 * @returns {Promise<Measured>}
 */
export async function measureRows(open, { rounds, sizes }, tell) {
  const plain = await openArenas(contestants.map(({ id }) => id))
  /** @type {Measured} */
  const measured = Object.fromEntries(rows.map(({ name }) => [name, { samples: {}, plain: {} }]))

  /** @param {readonly string[]} ids @param {Parameters<Open>[1]} [options] */
  async function openArenas(ids, options) {
    /** @type {Map<string, Arena>} */
    const arenas = new Map()
    for (const id of ids) {
      const arena = await open(id, options)
      arenas.set(id, arena)
      // Browsers compile for speed what runs often.
      await arena.inFrame('roundTrip', sizes.roundTrips)
      await arena.inFrame('finish', sizes.finished)
    }
    return arenas
  }

  /**
   * @param {Row} row
   * @param {number} round
   * @param {ReadonlyMap<string, Arena>} arenas
   * @param {Samples} samples
   */
  async function takeTurns({ contestants: ids, measure }, round, arenas, samples) {
    for (const [turn] of ids.entries()) {
      const id = ids[(turn + round) % ids.length] ?? ''
      const arena = arenas.get(id)
      if (arena) (samples[id] ??= []).push(await measure(arena, sizes))
    }
  }

  const common = rows.filter(({ special }) => !special)
  for (let round = 0; round < rounds; round++) {
    for (const row of common)
      await takeTurns(row, round, plain, /** @type {Samples} */ (measured[row.name]?.samples))
    tell(`round ${round + 1} of ${rounds}`)
  }

  for (const row of rows) {
    const into = measured[row.name]
    if (!row.special || !into) continue
    const { options, prepare } = row.special
    const arenas = await openArenas(row.contestants, options(sizes))
    for (const arena of arenas.values()) await prepare?.(arena, sizes)
    for (let round = 0; round < rounds; round++) {
      await takeTurns(row, round, plain, into.plain)
      await takeTurns(row, round, arenas, into.samples)
    }
    for (const arena of arenas.values()) await arena.close()
    tell(row.title)
  }
  for (const arena of plain.values()) await arena.close()
  return measured
}

/**
 * @param {Measured} measured
 * @param {number} rounds
 * @returns {string[]} what has no number for every round
 */
export function missingSamples(measured, rounds) {
  return rows.flatMap(({ name, contestants: ids, special }) =>
    ids.flatMap((id) => {
      const { samples, plain } = measured[name] ?? { samples: {}, plain: {} }
      const lists = special ? [samples[id], plain[id]] : [samples[id]]
      const isWhole = lists.every((list) => list?.filter(Number.isFinite).length === rounds)
      return isWhole ? [] : [`${name} of ${id}`]
    }),
  )
}
