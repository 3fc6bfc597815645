/** Puts functions of our own in the place of three that the packages use, each passing on: how often each was called. */
export function wrapBuiltIns(): () => readonly string[] {
  const called = new Set<string>()
  const { parse } = JSON
  JSON.parse = (...given) => {
    called.add('JSON.parse')
    return parse(...given)
  }
  const values = Array.prototype[Symbol.iterator]
  Array.prototype[Symbol.iterator] = function (this: unknown[]) {
    called.add('iterator')
    return values.call(this)
  } as typeof values
  const promise = Promise.prototype
  const { then } = promise
  // biome-ignore lint/suspicious/noThenProperty: a page that does so is what is played.
  promise.then = function (this: Promise<unknown>, ...given: Parameters<typeof then>) {
    called.add('then')
    return then.apply(this, given)
  } as typeof then
  return () => [...called].sort()
}

const fail = (): never => {
  throw new Error('a built-in that was broken')
}
const list = Array.prototype as { [Symbol.iterator]: unknown }
const promise = Promise.prototype as { then: unknown }

/** Ways to break them, by their names. */
export const breakages: Readonly<Record<string, () => void>> = {
  'JSON.parse throws': () => (JSON.parse = fail),
  'JSON.parse lies': () =>
    (JSON.parse = () => ({ n: 2, a: 1, m: [{ jsonrpc: '2.0', id: 1, result: 'made up' }] })),
  'JSON.stringify lies': () => (JSON.stringify = () => 'made up'),
  'lists throw': () => (list[Symbol.iterator] = fail),
  'lists are empty': () => (list[Symbol.iterator] = () => ({ next: () => ({ done: true }) })),
  // biome-ignore lint/suspicious/noThenProperty: as above.
  'promises throw': () => (promise.then = fail),
  // biome-ignore lint/suspicious/noThenProperty: as above.
  'promises never settle': () => (promise.then = () => new Promise(() => {})),
}
