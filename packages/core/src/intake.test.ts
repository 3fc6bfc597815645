import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { linked } from '../test/linked-peers.js'
import { createIntake, type Intake } from './intake.js'
import { defaultLimits } from './limits.js'

const limits = {
  ...defaultLimits,
  eventsPerSecond: 10,
  eventBurst: 20,
  eventBytesPerSecond: 1_000,
  eventBytesBurst: 4_000,
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function counted(): { intake: Intake; errors: unknown[]; floods: () => number } {
  const errors: unknown[] = []
  let floods = 0
  const intake = createIntake(limits, {
    error: ({ code, data }) => errors.push({ code, data }),
    flood: () => floods++,
  })
  return { intake, errors, floods: () => floods }
}

function admitted(intake: Intake, count: number, bytes = 1): number {
  intake.heard()
  return Array.from({ length: count }, () => intake.admit(bytes)).filter(Boolean).length
}

describe('createIntake()', () => {
  it('takes a burst, then what its rate refills, and reports once a second what it dropped', () => {
    const { intake, errors } = counted()
    expect(admitted(intake, 25)).toBe(20)
    vi.advanceTimersByTime(1_000)
    expect(errors).toEqual([{ code: 'RATE_LIMITED', data: { dropped: 5 } }])
    expect(admitted(intake, 25)).toBe(10)
    vi.advanceTimersByTime(10_000)
    expect(admitted(intake, 25)).toBe(20)
    expect(errors).toHaveLength(2)
  })

  it('counts characters too', () => {
    const { intake } = counted()
    expect(admitted(intake, 10, 1_000)).toBe(4)
    vi.advanceTimersByTime(1_000)
    expect(admitted(intake, 10, 1_000)).toBe(1)
  })

  it('calls it a flood when more than three bursts were dropped within ten seconds', () => {
    const { intake, floods } = counted()
    admitted(intake, 20 + 3 * 20)
    expect(floods()).toBe(0)
    vi.advanceTimersByTime(10_001)
    admitted(intake, 20 + 3 * 20)
    expect(floods()).toBe(0)
    admitted(intake, 2)
    expect(floods()).toBeGreaterThan(0)
  })

  it('reports the last drops when it stops, and leaves no timer', () => {
    const { intake, errors } = counted()
    admitted(intake, 21)
    intake.stop()
    expect(errors).toEqual([{ code: 'RATE_LIMITED', data: { dropped: 1 } }])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a peer with an intake', () => {
  it('drops events over the rate, answers all requests, and ends the session at a flood', async () => {
    const { a, b } = linked({ b: { intake: (hooks) => createIntake(limits, hooks) } })
    const heard: unknown[] = []
    b.handlers.add('news', (n) => void heard.push(n))
    b.handlers.add('ask', (n) => n)
    for (let n = 0; n < 30; n++) a.peer.sendEvent('news', n)
    const replies = Promise.all(Array.from({ length: 30 }, (_, n) => a.peer.request('ask', n)))
    await vi.advanceTimersByTimeAsync(0)
    expect(heard).toEqual(Array.from({ length: 20 }, (_, n) => n))
    expect(await replies).toHaveLength(30)
    for (let n = 0; n < 100; n++) a.peer.sendEvent('news', n)
    await vi.advanceTimersByTimeAsync(0)
    expect([a.ends, b.ends]).toEqual([['flood'], ['flood']])
    expect(b.errors.map(({ code }) => code)).toContain('RATE_LIMITED')
  })
})
