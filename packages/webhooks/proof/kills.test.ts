// What the ack modes promise, with receivers that are processes and are killed as a crash would.
import { describe, expect, test } from 'vitest'
import { until } from '../test/deliveries.js'
import { type Effects, type ReceiverProcess, startReceiver } from '../test/processes.js'
import type { ReceiverSettings, Step } from '../test/receiver-process.js'
import { ownPrefix, redisUrl } from '../test/redis.js'

/** For receivers that are killed, so that nobody waits long for what they held. */
const SHORT = { claimMs: 300, leaseMs: 300 }
/** For those that live: however slow the machine is, they keep what they hold. */
const LONG = { claimMs: 600_000, leaseMs: 600_000 }

/** As providers do: again until it is acknowledged. */
async function deliverUntilAcknowledged(to: () => ReceiverProcess, id: string): Promise<void> {
  while ((await to().deliver(id)) !== 200);
}

interface Setup {
  readonly name: string
  readonly settings: () => ReceiverSettings
}

const durable: Setup[] = (['after-enqueue', 'after-work'] as const).map((ack) => ({
  name: `${ack} with Redis`,
  settings: () => ({ ack, redis: { url: redisUrl, prefix: ownPrefix() }, ...LONG }),
}))
const inMemory: Setup = {
  name: 'after-work in memory',
  settings: () => ({ ack: 'after-work', ...LONG }),
}
const setups = [...(redisUrl === '' ? [] : durable), inMemory]

/** Until the effect of each has happened so often. */
async function untilHappened(effects: Effects, ids: readonly string[], times = 1): Promise<void> {
  const count = (id: string): number => effects.get(id) ?? 0
  await until(() => ids.every((id) => count(id) >= times))
}

/** The steps at which each mode is killed, and how often the effect then happens. */
const steps: Readonly<Record<string, readonly (readonly [Step, number])[]>> = {
  'after-enqueue with Redis': [
    ['enqueue', 1],
    ['promote', 1],
    ['effect', 1],
    // Nobody can tell a crash right after the effect from one right before it.
    ['finish', 2],
  ],
  'after-work with Redis': [
    ['effect', 1],
    ['finish', 2],
    ['promote', 2],
  ],
  'after-work in memory': [
    ['effect', 1],
    ['finish', 2],
  ],
}

describe.each(setups)('$name', ({ name, settings: make }) => {
  test.each(steps[name] ?? [])(
    'killed at "%s": nothing accepted is lost, the effect happens %i times',
    async (hold, times) => {
      const effects: Effects = new Map()
      const settings = make()
      const first = await startReceiver({ ...settings, ...SHORT, hold }, effects)
      const answer = first.deliver('1')
      await first.held
      await first.kill()
      const isAcknowledged = (await answer) === 200
      const second = await startReceiver(settings, effects)
      if (!isAcknowledged) await deliverUntilAcknowledged(() => second, '1')
      await untilHappened(effects, ['1'], times)
      // It stays done.
      expect(await second.deliver('1')).toBe(200)
      await second.kill()
      expect(effects.get('1')).toBe(times)
    },
  )

  test('killed again and again under load: what was acknowledged has happened', async () => {
    const effects: Effects = new Map()
    const settings = { ...make(), ...SHORT }
    const ids = Array.from({ length: 90 }, (_, at) => `${at}`)
    let current = await startReceiver(settings, effects)
    let restart = Promise.resolve()
    let acknowledged = 0
    const waiting = [...ids]
    const senders = Array.from({ length: 6 }, async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        await deliverUntilAcknowledged(() => current, id)
        acknowledged += 1
        if (acknowledged % 30 !== 0 || acknowledged === ids.length) continue
        restart = restart.then(async () => {
          await current.kill()
          current = await startReceiver(settings, effects)
        })
        await restart
      }
    })
    await Promise.all(senders)
    await untilHappened(effects, ids)
  })
})

describe.each(durable)('$name, two processes', ({ settings: make }) => {
  test.skipIf(redisUrl === '')('two deliveries of one id at once run once', async () => {
    const effects: Effects = new Map()
    const settings = make()
    const receivers = await Promise.all([1, 2].map(() => startReceiver(settings, effects)))
    const ids = Array.from({ length: 20 }, (_, at) => `${at}`)
    const answers = await Promise.all(
      ids.flatMap((id) => receivers.map((receiver) => receiver.deliver(id))),
    )
    expect(new Set(answers)).toEqual(new Set([200]))
    await untilHappened(effects, ids)
    // All that they said is read once they have ended.
    for (const receiver of receivers) await receiver.kill()
    expect([...effects.values()]).toEqual(ids.map(() => 1))
  })
})
