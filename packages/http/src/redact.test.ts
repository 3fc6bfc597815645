import { expect, it } from 'vitest'
import { hideSecrets, redact } from './redact.js'

it('hides what is named like a secret, whatever is in it, and nothing else', () => {
  expect(
    redact({
      accessToken: 'a',
      api_key: 1,
      'oauth.api.secret': 'b',
      credentials: { user: 'u', pass: 'p' },
      list: [{ Password: 'c', name: 'n' }],
      code: 'grant',
      error_code: 'SOLD_OUT',
      country_code: 'CZ',
      hasToken: true,
      token: null,
    }),
  ).toEqual({
    accessToken: '[hidden]',
    api_key: '[hidden]',
    'oauth.api.secret': '[hidden]',
    credentials: '[hidden]',
    list: [{ Password: '[hidden]', name: 'n' }],
    code: '[hidden]',
    error_code: 'SOLD_OUT',
    country_code: 'CZ',
    hasToken: true,
    token: null,
  })
})

it('hides known secrets in a text, also where JSON or an address writes them in other letters', () => {
  const secret = 'a"b/c d'
  const text = `${secret} ${JSON.stringify({ secret })} ?s=${encodeURIComponent(secret)} é`
  expect(hideSecrets(text, [secret, '', 'abc'])).toBe(
    '[hidden] {"secret":"[hidden]"} ?s=[hidden] é',
  )
})
