import { expect, test } from 'vitest'
import { type Source, searchBrowser } from './search.mjs'

test('searchBrowser() takes the first candidate that loads a page and asks no later source', async () => {
  const asked: string[] = []
  const { found, attempts } = await searchBrowser(
    [source('empty', []), source('first', ['/broken', '/good']), source('later', ['/other'])],
    accept('/good'),
  )

  expect(found).toEqual({ executablePath: '/good', source: 'first' })
  expect(attempts).toEqual([
    { source: 'empty', reason: 'nothing there' },
    { source: 'first', candidate: '/broken', reason: '/broken does not start' },
  ])
  expect(asked).toEqual(['empty', 'first'])

  function source(name: string, candidates: string[]): Source {
    return {
      name,
      find: async () => {
        asked.push(name)
        return candidates
      },
    }
  }
})

test('searchBrowser() goes on after a source that throws and keeps the first line of its reason', async () => {
  const broken: Source = {
    name: 'broken',
    find: () => Promise.reject(new Error('\nno network\n  at somewhere')),
  }
  const own: Source = { name: 'own', find: async () => [undefined] }

  const { found, attempts } = await searchBrowser([broken, own], accept(undefined))

  expect(found).toEqual({ executablePath: undefined, source: 'own' })
  expect(attempts).toEqual([{ source: 'broken', reason: 'no network' }])
})

test('searchBrowser() finds nothing and lists every attempt when no candidate loads a page', async () => {
  const one: Source = { name: 'one', find: async () => ['/a', '/b'] }

  const { found, attempts } = await searchBrowser([one], accept('/none'))

  expect(found).toBeUndefined()
  expect(attempts.map(({ candidate }) => candidate)).toEqual(['/a', '/b'])
})

function accept(good: string | undefined): (candidate: string | undefined) => Promise<void> {
  return async (candidate) => {
    if (candidate !== good) throw new Error(`${candidate} does not start`)
  }
}
