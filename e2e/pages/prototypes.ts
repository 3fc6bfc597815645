/** Names that every object answers to, and that a lookup must not. */
export const inherited: readonly string[] = [
  '__proto__',
  '__defineGetter__',
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'prototype',
  'toJSON',
  'toString',
  'then',
  'valueOf',
]

/** A value whose members would change what all objects inherit, if it were merged into one. */
export function pollution(): object {
  return JSON.parse(
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"plain":{"__proto__":{"polluted":1}}}',
  )
}

/** Says afterwards whether what all objects inherit is still the same. */
export function watchPrototypes(): () => boolean {
  const before = inheritedMembers()
  return () => before === inheritedMembers() && !('polluted' in {})
}

function inheritedMembers(): string {
  const all = [Object, Array, Function, String, Number, Promise, Map, Error]
  return all.flatMap(({ prototype }) => Reflect.ownKeys(prototype).map(String)).join()
}
