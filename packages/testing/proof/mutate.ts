import type { Random } from '../src/random.js'

/** Values that have broken parsers before. */
const nasty: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1.5,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER + 1,
  () => '',
  () => '*',
  () => '__proto__',
  () => 'constructor',
  () => '\u0000\ud800',
  () => 'x'.repeat(300),
  () => [],
  () => [[[]]],
  () => ({}),
  () => JSON.parse('{"toString":1,"then":2,"length":-1}'),
  () => JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
]

const extraKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'then',
  'id',
  'error',
  'jsonrpc',
  'method',
]

type Node = Record<string, unknown>

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}

/** Every object and array in `value`, itself included. */
function nodesOf(value: unknown): Node[] {
  return isNode(value) ? [value, ...Object.values(value).flatMap(nodesOf)] : []
}

function pick<T>(random: Random, list: readonly T[]): T | undefined {
  return list[random.between(0, list.length - 1)]
}

/** Sets an own member, `__proto__` included. */
function define(node: Node, key: string, value: unknown): void {
  Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Changes one place somewhere in a message: a member goes, comes, or becomes something else. */
export function mutateValue(random: Random, message: unknown): unknown {
  const copy: unknown = structuredClone(message)
  const node = pick(random, nodesOf(copy))
  if (!node) return pick(random, nasty)?.()
  const key = pick(random, Object.keys(node))
  const value = pick(random, nasty)?.()
  switch (random.between(0, 3)) {
    case 0:
      if (key !== undefined) delete node[key]
      break
    case 1:
      if (!Array.isArray(node)) define(node, pick(random, extraKeys) as string, value)
      break
    case 2:
      if (key !== undefined) {
        const other = pick(random, nodesOf(copy))
        define(node, key, structuredClone(other))
      }
      break
    default:
      if (key !== undefined) define(node, key, value)
  }
  return copy
}

/** Changes characters of a text: some go, some come twice, some become others. */
export function mutateText(random: Random, text: string): string {
  const at = random.between(0, text.length)
  const length = random.between(0, 8)
  switch (random.between(0, 3)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + text.slice(at + length)
    case 2:
      return text.slice(0, at + length) + text.slice(at)
    default:
      return text.slice(0, at) + String.fromCharCode(random.between(0, 0xffff)) + text.slice(at + 1)
  }
}
