import { expect, test } from '../harness/test.js'
import { inherited as names } from '../pages/prototypes.js'

const each = (code: string) => names.map(() => code)
const capabilities = (answer: string) => [
  Object.fromEntries(names.slice(1).map((name) => [name, answer])),
]

test('threat 8: names that objects inherit find nothing in a host, and change nothing', async ({
  play,
}) => {
  const same = { isPlain: [true], error: '__proto__', isClean: true, isShown: true }
  expect(await play('namesToHost')).toEqual({
    plain: {
      ...same,
      miniapp: {
        methods: each('UNSUPPORTED'),
        types: each('NO_HANDLER'),
        appEvents: each('NO_HANDLER'),
        capabilities: capabilities('granted'),
        codes: names,
        odd: ['INVALID_MESSAGE', 'INVALID_MESSAGE'],
        payload: [null],
      },
    },
    strict: {
      ...same,
      miniapp: {
        methods: each('UNSUPPORTED'),
        types: each('NOT_ALLOWED'),
        appEvents: each('NOT_ALLOWED'),
        capabilities: capabilities('unknown'),
        codes: each('NOT_ALLOWED'),
        odd: ['INVALID_MESSAGE', 'NOT_ALLOWED'],
        payload: [null],
      },
    },
  })
})

test('threat 8: names that objects inherit find nothing in a miniapp, and change nothing', async ({
  play,
}) => {
  expect(await play('namesToMiniapp')).toEqual({
    methods: each('UNSUPPORTED'),
    types: each('NO_HANDLER'),
    miniapp: {
      asked: {
        error: { code: 'valueOf', stage: 'received', outcome: 'none', retryable: false },
      },
      isClean: true,
      isContextPolluted: false,
      supports: [],
    },
  })
})

test('threat 8: a refusal with such a name says no more than the name', async ({ play }) => {
  const refused = (code: string) => [
    expect.stringMatching(/^The host at \S+ refused this miniapp\. diagnose\(\) says more$/),
    `the host refused this page (${code})`,
  ]
  expect(await play('namesAsRefusal')).toEqual([
    'shop',
    refused('constructor'),
    refused('__proto__'),
  ])
})
