import { expect, test } from '../harness/test.js'

const refused = { code: 'ORIGIN_NOT_ALLOWED', outcome: 'none', retryable: false }

/** The two questions whether the policy holds. The packages themselves do nothing that it forbids. */
const evalReports = [
  'forbidden require-trusted-types-for trusted-types-sink',
  'miniapp: forbidden require-trusted-types-for trusted-types-sink',
]

test('a strict content security policy is enough', async ({ play }) => {
  expect(await play('strictPolicy', { uncaught: evalReports })).toEqual({
    miniapp: {
      reply: { order: 'order', isEvalForbidden: true },
      theme: 'dark',
      isEvalForbidden: true,
    },
    status: 'connected',
  })
})

test('what is no page, no origin or no name is not mounted', async ({ play }) => {
  const invalid = { error: { code: 'INVALID_PAYLOAD', outcome: 'none', retryable: false } }
  expect(await play('refusedMounts')).toEqual({
    facts: {
      script: invalid,
      data: invalid,
      noUrl: invalid,
      badOrigins: { error: refused },
      noApp: invalid,
    },
    frames: 0,
  })
})

test('mount() says what to write where its container or its address is none', async ({ play }) => {
  expect(await play('forgottenInMount')).toEqual({
    nowhere:
      'INVALID_PAYLOAD: container must be an element of the page, not null: querySelector has found nothing',
    selector: 'INVALID_PAYLOAD: container must be an element of the page, not string',
    noUrl: 'INVALID_PAYLOAD: url must be an http or https address, not "undefined"',
    noScheme: expect.stringMatching(
      /^ORIGIN_NOT_ALLOWED: url "shop\.example" is .+ Write "https:\/\/shop\.example" if that is the miniapp$/,
    ),
    frames: 0,
  })
})
