import { expect, test, WAITS } from '../harness/test.js'

const noHost = { code: 'NO_HOST', outcome: 'none', retryable: false }

const alone = {
  ms: expect.any(Number),
  connected: noHost,
  queued: { error: { ...noHost, stage: 'queued', retryable: true } },
  later: { error: { ...noHost, stage: 'queued', retryable: true } },
  isAtOnce: true,
  errors: ['Events not acknowledged: 2 of "told"', expect.stringMatching(/^NO_HOST No host/)],
  status: 'unavailable',
}

test('a page that knows no bridge around the miniapp: NO_HOST in time', async ({ play }) => {
  const facts = (await play('noHostAround')) as { ms: number }
  expect(facts).toEqual(alone)
  expect(facts.ms).toBeGreaterThanOrEqual(700)
  expect(facts.ms).toBeLessThan(3_000)
})

test('by default a miniapp in a frame looks for twelve seconds', { tag: WAITS }, async ({
  play,
}) => {
  const facts = (await play('noHostByDefault')) as { ms: number }
  expect(facts).toEqual(alone)
  expect(facts.ms).toBeGreaterThanOrEqual(12_000)
  expect(facts.ms).toBeLessThan(15_000)
})

test('in a tab of its own a miniapp knows within 300 ms that it is alone', async ({ play }) => {
  const facts = (await play('plainTab')) as { ms: number }
  expect(facts).toEqual(alone)
  expect(facts.ms).toBeGreaterThanOrEqual(300)
  expect(facts.ms).toBeLessThan(2_000)
})

test('a host that comes after all gets a session, for new calls', async ({ play }) => {
  expect(await play('hostAfterAll')).toEqual({
    asked: ['new'],
    miniapp: {
      old: { error: { ...noHost, stage: 'queued', retryable: true } },
      before: 'NO_HOST',
      now: 'raw-session',
      answer: 'yes',
    },
    first: [],
  })
})
