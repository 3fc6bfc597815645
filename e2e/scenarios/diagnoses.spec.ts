import { expect, test } from '../harness/test.js'

const origin = 'http://(localhost|127\\.0\\.0\\.1):\\d+'
const noNative = { name: 'native', why: 'no sign of it' }
const fix = (text: string) => expect.stringMatching(new RegExp(`^${text}$`))

test('diagnose() says what was tried, why it failed, and the line to add', async ({ play }) => {
  expect(await play('diagnoses')).toEqual({
    mounted: {
      connected: {
        status: 'connected',
        candidates: [
          {
            name: 'web',
            why: 'the page around this one is the host',
            warning: expect.stringContaining("hostOrigins is 'any'"),
          },
          { name: 'native', why: 'not needed: another host was found' },
        ],
        text: expect.stringMatching(
          /^Drawbridge is connected after \d+ ms\nweb: .+\n {2}Warning: .+\nnative: .+$/,
        ),
      },
      missing: {
        status: 'unavailable',
        candidates: [
          {
            name: 'web',
            why: expect.stringContaining('hostOrigins'),
            fix: fix(`hostOrigins: \\['${origin}'\\]`),
          },
          noNative,
        ],
        text: expect.stringContaining('ORIGIN_NOT_ALLOWED'),
      },
      unlisted: {
        status: 'unavailable',
        candidates: [
          {
            name: 'web',
            why: expect.stringMatching(new RegExp(`does not list ${origin}`)),
            fix: fix(`hostOrigins: \\['https://other.example', '${origin}'\\]`),
          },
          noNative,
        ],
        text: expect.stringContaining('ORIGIN_NOT_ALLOWED'),
      },
    },
    unmounted: {
      status: 'unavailable',
      candidates: [
        {
          name: 'web',
          why: expect.stringMatching(/^said hello to .+, which did not answer/),
          fix: fix(`host\\.mount\\(container, { url: '${origin}/page', appId: 'shop' }\\)`),
        },
        noNative,
      ],
      text: expect.stringContaining('NO_HOST'),
    },
    refused: {
      status: 'unavailable',
      candidates: [
        {
          name: 'web',
          why: expect.stringContaining('refused the origin of this page'),
          fix: fix(
            `host\\.mount\\(container, { url: '${origin}/page', appId: 'shop', origins: \\['${origin}'\\] }\\)`,
          ),
        },
        noNative,
      ],
      text: expect.stringContaining('ORIGIN_NOT_ALLOWED'),
    },
  })
})

test('diagnose() in a tab of its own says how to mount the page', async ({ play }) => {
  expect(await play('diagnosedAlone')).toMatchObject({
    status: 'unavailable',
    candidates: [
      {
        name: 'web',
        why: expect.stringContaining('not in a frame'),
        fix: fix(`host\\.mount\\(container, { url: '${origin}/page', appId: 'shop' }\\)`),
      },
      noNative,
    ],
  })
})

test('diagnose() tells that the page around has no origin', async ({ play }) => {
  const noOrigin = expect.stringContaining('has no origin (null), so that it can be no host')
  expect(await play('diagnosedInSandbox')).toEqual({
    status: 'unavailable',
    candidates: [{ name: 'web', why: noOrigin }, noNative],
    text: noOrigin,
  })
})
