import type { Transport } from '@drawbridge/core'
import {
  type End,
  type Fault,
  type FaultPlan,
  faultNames,
  type PlannedFault,
} from './fault-plan.js'
import { createLane, type Lane } from './lane.js'
import { createRandom } from './random.js'

/** One packet that an end posted, and what became of it. */
export interface WirePacket {
  readonly connection: number
  readonly from: End
  /** Counts from 1 in its connection and direction. */
  readonly packet: number
  readonly text: string
  /** Faults that hit it. */
  readonly faults: readonly Fault[]
  /** Texts that the other end was given for it: none, one, two, or another text. */
  readonly delivered: readonly string[]
}

export interface Faults {
  /**
   * Two transports between which things go wrong. The first is the miniapp's end. Each call is the next
   * connection of the plan.
   */
  wrap(transports: readonly [Transport, Transport]): [Transport, Transport]
  /** Everything that was posted so far, in order. */
  readonly packets: readonly WirePacket[]
  /** The plan with the faults that have happened as exact ones: replays this run without chance. */
  happened(): FaultPlan
  /** The newest connection ends, and both ends are told. */
  cut(): void
  /** Nothing arrives any more over the newest connection, and nobody is told. */
  silence(): void
}

type Recorded = { -readonly [K in keyof WirePacket]: WirePacket[K] } & {
  faults: Fault[]
  delivered: string[]
}

interface Direction {
  readonly lane: Lane<{ readonly text: string; readonly record: Recorded }>
  /** Handed to the transport and not yet delivered, in order. */
  readonly underWay: Recorded[]
  onEnd: (() => void) | undefined
  /** The end that hears it was closed. */
  isDeaf: boolean
  /** Gives the faults that hit the packet. */
  post(text: string): readonly Fault[]
  /** Records a packet that nobody can hear any more. */
  lose(text: string): void
}

/**
 * Makes wires that go wrong by a plan. Timers are those of the moment in which they are set, so that fake
 * ones work.
 *
 * @example
 * ```ts
 * const faults = createFaults({ seed: 7, rates: { drop: 0.1 }, delay: [5, 50] })
 * const [mine, theirs] = faults.wrap(memoryTransports())
 * ```
 */
export function createFaults(plan: FaultPlan = {}): Faults {
  const packets: Recorded[] = []
  const happened: PlannedFault[] = []
  let connections = 0
  let endNewest: (isTold: boolean) => void = () => {}

  function wrap([first, second]: readonly [Transport, Transport]): [Transport, Transport] {
    const connection = ++connections
    let isDead = false
    const toHost = createDirection(connection, 'miniapp', first)
    const toMiniapp = createDirection(connection, 'host', second)

    function kill(isTold: boolean): void {
      if (isDead) return
      isDead = true
      for (const { lane } of [toHost, toMiniapp]) lane.clear()
      if (isTold) for (const { onEnd } of [toHost, toMiniapp]) if (onEnd) queueMicrotask(onEnd)
    }
    endNewest = kill

    /** The end that posts in direction `own` and hears what comes in direction `other`. */
    function createEnd(transport: Transport, own: Direction, other: Direction): Transport {
      let isOpen = true
      return {
        name: transport.name,
        post(text) {
          if (!isOpen) return
          if (isDead || own.isDeaf) return own.lose(text)
          const faults = own.post(text)
          if (faults.includes('cut')) kill(true)
          else if (faults.includes('silent')) kill(false)
        },
        start(onText, onEnd) {
          own.onEnd = onEnd
          const hear = (text: unknown): void => {
            const record = other.underWay.shift()
            if (isDead || !isOpen) return
            record?.delivered.push(text as string)
            onText(text)
          }
          transport.start(hear, onEnd)
        },
        close() {
          if (!isOpen) return
          isOpen = false
          own.onEnd = undefined
          other.isDeaf = true
          other.lane.clear()
          // What it has said is still under way.
          own.lane.end(() => {
            transport.close()
            if (!isDead) queueMicrotask(() => other.onEnd?.())
          })
        },
      }
    }
    return [createEnd(first, toHost, toMiniapp), createEnd(second, toMiniapp, toHost)]
  }

  function createDirection(connection: number, from: End, transport: Transport): Direction {
    // Each direction has chances of its own, so that the one does not depend on how fast the other is.
    const random = createRandom(
      (plan.seed ?? 1) * 1_000 + connection * 2 + (from === 'host' ? 1 : 0),
    )
    const isFaulty = connection <= (plan.connections ?? Number.POSITIVE_INFINITY)
    const [min, max] = plan.delay ?? [0, 0]
    const underWay: Recorded[] = []
    const lane = createLane<{ readonly text: string; readonly record: Recorded }>((sent) => {
      underWay.push(sent.record)
      transport.post(sent.text)
    })
    let count = 0

    function faultsOf(packet: number): Fault[] {
      const planned = (plan.at ?? [])
        .filter((at) => at.connection === connection && at.from === from && at.packet === packet)
        .map(({ fault }) => fault)
      const drawn = faultNames.filter((name) => random.chance(plan.rates?.[name] ?? 0))
      return [...new Set([...planned, ...(isFaulty && packet > (plan.spare ?? 0) ? drawn : [])])]
    }

    return {
      lane,
      underWay,
      onEnd: undefined,
      isDeaf: false,
      lose(text) {
        packets.push({ connection, from, packet: ++count, text, faults: [], delivered: [] })
      },
      post(text) {
        const packet = ++count
        const faults = faultsOf(packet)
        const delay = random.between(min, max)
        const length = random.between(0, text.length - 1)
        for (const fault of faults) happened.push({ connection, from, packet, fault })
        const record: Recorded = { connection, from, packet, text, faults, delivered: [] }
        packets.push(record)
        if (faults.some((fault) => fault === 'drop' || fault === 'cut' || fault === 'silent'))
          return faults
        const sent = { record, text: faults.includes('corrupt') ? text.slice(0, length) : text }
        lane.send(sent, delay, faults.includes('reorder'))
        if (faults.includes('duplicate')) lane.send(sent, delay)
        return faults
      },
    }
  }

  return {
    wrap,
    packets,
    happened: () => ({ seed: plan.seed, delay: plan.delay, at: [...happened] }),
    cut: () => endNewest(true),
    silence: () => endNewest(false),
  }
}
