/** Which end posted a packet. */
export type End = 'miniapp' | 'host'

/**
 * - `drop`: the packet never arrives · `duplicate`: it arrives twice · `corrupt`: it arrives cut short, so
 *   that it is no JSON any more
 * - `reorder`: it arrives after the next one of its direction
 * - `cut`: from here on nothing arrives, and both ends are told, as when the other document dies
 * - `silent`: from here on nothing arrives, and nobody is told
 */
export type Fault = 'drop' | 'duplicate' | 'corrupt' | 'reorder' | 'cut' | 'silent'

/** A fault at one packet. */
export interface PlannedFault {
  /** Counts from 1: each connection between two documents is another. */
  readonly connection: number
  readonly from: End
  /** Counts from 1 in its connection and direction. */
  readonly packet: number
  readonly fault: Fault
}

/**
 * What goes wrong, as plain data: two runs with the same plan that post the same packets meet the same faults.
 * It can be printed with `JSON.stringify` and replayed.
 */
export interface FaultPlan {
  /** Of all choices that `rates` and `delay` leave to chance. @default 1 */
  readonly seed?: number | undefined
  /** Chances per packet, 0 to 1. */
  readonly rates?: { readonly [F in Fault]?: number } | undefined
  /** Milliseconds that a packet takes, from and to. Order is kept. @default [0, 0] */
  readonly delay?: readonly [number, number] | undefined
  /** Only the first so many connections go wrong; later ones are healthy, but for `delay`. */
  readonly connections?: number | undefined
  /** The first so many packets of each direction and connection are spared by `rates`. @default 0 */
  readonly spare?: number | undefined
  /** Exact faults, besides `rates`. */
  readonly at?: readonly PlannedFault[] | undefined
}

export const faultNames: readonly Fault[] = [
  'drop',
  'duplicate',
  'corrupt',
  'reorder',
  'cut',
  'silent',
]
