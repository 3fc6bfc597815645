import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { listenersOf, play, type Said, type Trace, typeOf } from './play.js'
import { prove } from './prove.js'
import { allFaults, faultPlans, type Scenario, steps } from './scenario.js'
import { installVirtualClock, type VirtualClock } from './virtual-clock.js'
import { acknowledged, postedCalls } from './wire.js'

/** Longer than any deadline, timeout and wait of a scenario. */
const LONG_MS = 30_000

/** What the bridge itself ends a call with, unlike what a handler answers. */
const unanswered = ['TIMEOUT', 'CANCELLED', 'DISCONNECTED', 'NO_HOST']

const everything = steps([
  'event',
  'event',
  'request',
  'request',
  'keyed',
  'cut',
  'silence',
  'reload',
])
const scenarios: fc.Arbitrary<Scenario> = fc.record({
  steps: everything,
  faults: faultPlans(allFaults),
})
const healthy: fc.Arbitrary<Scenario> = fc.record({
  steps: steps(['event', 'request', 'keyed'], {
    behaviours: ['now', 'later', 'refuse'],
    cancels: false,
  }),
  faults: faultPlans([]),
})

async function playOut(scenario: Scenario, clock: VirtualClock): Promise<Trace> {
  const trace = await play(scenario, clock)
  await clock.run(LONG_MS)
  trace.close()
  await clock.run(LONG_MS)
  return trace
}

function startsOf({ heard }: Trace, { n }: Said): number {
  return heard.filter((each) => each.n === n).length
}

describe('a request', () => {
  prove('has exactly one outcome, in time, and a true one', scenarios, async (scenario, clock) => {
    const trace = await play(scenario, clock)
    const requests = trace.said.filter(({ step }) => step.does !== 'event')
    await clock.run(LONG_MS)
    const open = requests.filter(({ outcomes }) => outcomes.length !== 1)
    expect(open.map(typeOf)).toEqual([])
    trace.close()
    await clock.run(LONG_MS)
    const posted = new Set(postedCalls(trace.pair.faults.packets).map(({ type }) => type))
    for (const said of requests) {
      expect(said.outcomes).toHaveLength(1)
      for (const value of said.progress) expect(value).toBe(said.n)
      const [outcome] = said.outcomes
      expect((said.settledAt ?? 0) - said.saidAt).toBeLessThanOrEqual(8_000 + 1_000)
      if (!outcome || 'value' in outcome) {
        expect(outcome?.value).toEqual({ n: said.n })
        continue
      }
      const { code, stage, retryable, outcome: effect } = outcome.error
      if (!unanswered.includes(code)) {
        expect(code).toBe(
          { fail: 'HANDLER_FAILED', refuse: 'SOLD_OUT' }[said.step.behaviour as 'fail'],
        )
        expect(outcome.error.message).not.toContain('secret')
        continue
      }
      // Nothing happened there if it says so, and whoever may repeat does no harm.
      if (effect === 'none') expect(startsOf(trace, said)).toBe(0)
      expect(stage === 'queued').toBe(!posted.has(typeOf(said)))
      if (retryable && stage !== 'queued')
        expect(said.step).toMatchObject({ does: 'keyed', by: 'miniapp' })
    }
    for (const { reply } of trace.late) {
      const [said, ...others] = requests.filter((each) => typeOf(each) === reply.type)
      expect(others).toEqual([])
      expect(said?.outcomes).toMatchObject([{ error: { code: 'TIMEOUT' } }])
      expect(trace.late.filter((each) => each.reply.type === reply.type)).toHaveLength(1)
    }
  })
})

describe('what is said', () => {
  prove('is heard at most once and in order', scenarios, async (scenario, clock) => {
    const trace = await playOut(scenario, clock)
    for (const side of ['host', 'miniapp'] as const) {
      const heard = trace.heard.filter(({ by }) => by === side).map(({ n }) => n)
      expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b))
    }
  })

  prove(
    'and was sent and not acknowledged is reported exactly, once',
    scenarios,
    async (scenario, clock) => {
      const trace = await playOut(scenario, clock)
      const { packets } = trace.pair.faults
      const posted = postedCalls(packets)
      for (const side of ['host', 'miniapp'] as const) {
        const expected = trace.said
          .filter(({ step, refused }) => step.does === 'event' && step.by === side && !refused)
          .filter((said) => {
            const mine = posted.filter(({ type }) => type === typeOf(said))
            expect(mine.length).toBeLessThanOrEqual(1)
            const [at] = mine
            // What never left is reported too, when nobody is waited for any more.
            return !at || at.n > acknowledged(packets, at.packet.connection, side)
          })
          .map(typeOf)
        const reported = trace.errors
          .filter(({ by }) => by === side)
          .flatMap(({ error }) => Object.entries((error.data as { events?: object })?.events ?? {}))
        expect(reported.map(([type]) => type).sort()).toEqual(expected.sort())
        expect(reported.every(([, count]) => count === 1)).toBe(true)
      }
    },
  )

  prove('arrives, all of it, over a wire that is only slow', healthy, async (scenario, clock) => {
    const trace = await playOut(scenario, clock)
    for (const side of ['miniapp', 'host'] as const)
      expect(trace.heard.filter(({ by }) => by !== side).map(({ n }) => n)).toEqual(
        trace.said.filter(({ step }) => step.by === side).map(({ n }) => n),
      )
    for (const { n, step, outcomes } of trace.said)
      if (step.does !== 'event')
        expect(outcomes).toMatchObject([
          step.behaviour === 'refuse' ? { error: { code: 'SOLD_OUT' } } : { value: { n } },
        ])
    expect(trace.late).toEqual([])
  })
})

describe('handlers and listeners', () => {
  prove('that throw hurt nobody', healthy, async (scenario) => {
    const outcome = async (throwing: boolean): Promise<unknown> => {
      // A clock of its own: what the wire does depends on when it begins, down to fractions.
      const clock = installVirtualClock()
      try {
        const trace = await play(scenario, clock, { throwing })
        await clock.run(LONG_MS)
        trace.close()
        await clock.run(LONG_MS)
        const others = clock.thrown.filter(
          (error) => !throwing || (error as Error).message !== 'boom',
        )
        expect(others).toEqual([])
        const told = trace.said.map(({ n, outcomes }) => [
          n,
          outcomes.map((each) => ('value' in each ? each.value : each.error.code)),
        ])
        return { told, heard: trace.heard }
      } finally {
        clock.restore()
      }
    }
    expect(await outcome(true)).toEqual(await outcome(false))
  })
})

describe('after the end', () => {
  const ends = fc.record({
    scenario: scenarios,
    after: fc.constantFrom(0, 1, 40, 900, 6_000),
    order: fc.constantFrom('miniapp', 'app', 'host', 'closing' as const),
  })

  prove('nothing is pending, no timer runs, nobody listens', ends, async (input, clock) => {
    const trace = await play(input.scenario, clock)
    const { miniapp, app, host } = trace.pair
    if (input.after > 0) await clock.run(input.after)
    if (input.order === 'miniapp') miniapp.close()
    else if (input.order === 'app') app.unmount()
    else if (input.order === 'host') host.close()
    else {
      const closed = app.close({ timeout: 500 })
      await clock.run(2_000)
      await closed
    }
    trace.close()
    trace.close()
    // The turns that are due now, but no time: an end needs none.
    await clock.run(0)
    for (const said of trace.said)
      if (said.step.does !== 'event')
        expect([typeOf(said), said.outcomes.length]).toEqual([typeOf(said), 1])
    expect(clock.pending() - trace.own.size).toBe(0)
    for (const { signal } of trace.said) expect(listenersOf(signal)).toBe(0)
    // Not `rejects`: vitest keeps what it waited for until the test is over, a million times over.
    for (const side of [trace.pair.miniapp, app]) {
      const error: unknown = await side.request('late', 1).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ stage: 'queued' })
    }
    expect(clock.pending() - trace.own.size).toBe(0)
    expect([trace.pair.miniapp.status, app.status]).toEqual(['closed', 'unmounted'])
    const before = trace.pair.faults.packets.length
    await clock.run(LONG_MS)
    expect(trace.pair.faults.packets).toHaveLength(before)
  })
})
