import { expect, test } from '../harness/test.js'

test('threat 20: neither name, address nor referrer tells a secret to another page', async ({
  play,
}) => {
  const miniapp = { name: '', referrer: true }
  // The miniapp's page lets its whole address be read, so that a token in it would be seen.
  const stranger = { readsMiniapp: true, readsToken: false, readsSecret: false }
  expect(await play('addresses')).toEqual({
    'with an origin': { hasToken: false, isTokenSent: false, miniapp, stranger },
    'without an origin': {
      hasToken: true,
      isTokenSent: false,
      miniapp,
      // Whether a page without an origin is named as a referrer is for the browser to say.
      stranger: { ...stranger, readsMiniapp: expect.any(Boolean) },
    },
  })
})

test('threat 20: a frame that does not connect is named without the token of its launch', async ({
  play,
}) => {
  const { text, url, origin } = (await play('silentOpaque')) as Record<string, string>
  expect(text).toContain(`at ${url} did not connect`)
  expect(text).toContain(`list ${origin}?`)
  expect(text).not.toContain('drawbridge=')
})
