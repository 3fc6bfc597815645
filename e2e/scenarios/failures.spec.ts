import { expect, test } from '../harness/test.js'

interface Failed {
  error: { data: { reference: string } }
  text: string
}
interface Told {
  asked: Record<'throws' | 'rejects' | 'throws nothing', Failed>
  errors: { data: { reference: string } }[]
}

/** The same on both sides: no text of what was thrown, and a reference that the local log explains. */
function asked(text: (secret: string) => RegExp) {
  const failed = (secret: string) => ({
    error: {
      code: 'HANDLER_FAILED',
      stage: 'received',
      outcome: 'unknown',
      retryable: false,
      data: { reference: expect.any(String) },
    },
    text: expect.stringMatching(text(secret)),
  })
  return {
    throws: failed('secret'),
    rejects: failed('secret'),
    'throws nothing': failed('undefined'),
    refuses: {
      error: {
        code: 'OUT_OF_STOCK',
        stage: 'received',
        outcome: 'none',
        retryable: false,
        data: { left: 0 },
      },
      text: 'The last teapot is gone',
    },
    works: { reply: 'still here', text: '' },
  }
}

const hidden = asked(() => /^The handler of "[\w ]+" failed \(reference \w+\)$/)
const shown = asked((secret) => new RegExp(`^The handler of "[\\w ]+" failed .*: ${secret}$`))

const logged = ['Error: secret', 'Error: secret', ''].map((cause) => ({
  code: 'HANDLER_FAILED',
  outcome: expect.any(String),
  retryable: false,
  data: { reference: expect.any(String) },
  cause,
}))

test('threat 18: a handler that fails tells the caller a reference, and the own side the reason', async ({
  play,
}) => {
  const told = { asked: hidden, seen: null, errors: logged }
  const facts = (await play('failingHandlers')) as { host: Told; miniapp: Told }
  expect(facts).toEqual({ host: told, miniapp: told })
  for (const [caller, handler] of [
    [facts.host, facts.miniapp],
    [facts.miniapp, facts.host],
  ] as const) {
    const { throws, rejects, 'throws nothing': throwsNothing } = caller.asked
    expect([throws, rejects, throwsNothing].map(({ error }) => error.data.reference)).toEqual(
      handler.errors.map(({ data }) => data.reference),
    )
  }
})

test('a host in development tells what went wrong', async ({ play }) => {
  expect(await play('exposedErrors')).toMatchObject({
    host: { asked: hidden },
    miniapp: { asked: shown },
  })
})

test('a handler that never answers is ended by its budget', async ({ play }) => {
  const told = {
    asked: {
      error: { code: 'HANDLER_FAILED', stage: 'received', outcome: 'unknown', retryable: false },
      isInTime: true,
    },
    seen: ['HANDLER_FAILED'],
    errors: [],
  }
  expect(await play('budgets')).toEqual({ host: told, miniapp: told })
})

test('a listener that throws hurts nobody else', async ({ play }) => {
  const uncaught = 'Error: a listener'
  const told = { asked: 'answer', seen: [1, 1], errors: [] }
  expect(
    await play('throwingListeners', {
      // Of each side: an observer, the observer of all for the event and for the request, and the handler.
      uncaught: [...Array(4).fill(uncaught), ...Array(4).fill(`miniapp: ${uncaught}`)],
    }),
  ).toEqual({ host: told, miniapp: told })
})
