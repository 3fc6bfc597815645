import { expect, it } from 'vitest'
import { readOauthCallback } from './oauth-callback.js'

const back = 'https://mycoolapp.com/back'

it('reads the code', () => {
  expect(readOauthCallback(`${back}?code=c1`)).toEqual({ code: 'c1' })
  expect(readOauthCallback(new URL(`${back}?code=c1&state=s`), 's')).toEqual({
    code: 'c1',
    state: 's',
  })
})

it.each([
  ['the user refused', `${back}?error=access_denied&state=s`, 'NOT_ALLOWED'],
  ['there is no code', `${back}?state=s`, 'INVALID_PAYLOAD'],
  ['the state is another', `${back}?code=c1&state=t`, 'INVALID_PAYLOAD'],
  ['the state is missing', `${back}?code=c1`, 'INVALID_PAYLOAD'],
])('throws when %s', (_, address, code) => {
  expect(() => readOauthCallback(address, 's')).toThrow(expect.objectContaining({ code }))
})
