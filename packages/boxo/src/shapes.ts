import { isRecord } from '@drawbridge/core'

/**
 * What a value looks like, written so that types, checks and documentation come from the same text: `string`,
 * `number`, `boolean`, `any`, words to choose from (`light|heavy`), a list of one shape, or members, of which those
 * whose name ends in `?` may be missing.
 */
export type Shape = string | readonly [Shape] | { readonly [member: string]: Shape }

interface Basics {
  readonly string: string
  readonly number: number
  readonly boolean: boolean
  readonly any: unknown
}

type Words<S extends string> = S extends `${infer First}|${infer Rest}` ? First | Words<Rest> : S

/** The type that a shape describes. */
export type ValueOf<S> = S extends keyof Basics
  ? Basics[S]
  : S extends string
    ? Words<S>
    : S extends readonly [infer Item]
      ? readonly ValueOf<Item>[]
      : { readonly [M in keyof S as M extends `${string}?` ? never : M]: ValueOf<S[M]> } & {
          readonly [M in keyof S as M extends `${infer Name}?` ? Name : never]?:
            | ValueOf<S[M]>
            | undefined
        }

/** Where `value` is not what `shape` says, as a path and what was expected; members beyond the shape pass. */
export function faultOf(shape: Shape, value: unknown, path: string): string | undefined {
  if (typeof shape === 'string') {
    if (shape === 'any' || typeof value === shape) return
    const words = shape.split('|')
    if (words.length > 1 && words.includes(String(value))) return
    return `${path} must be ${words.length > 1 ? `one of ${words.join(', ')}` : `a ${shape}`}`
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return `${path} must be a list`
    return firstOf(value, (item, i) => faultOf(shape[0] as Shape, item, `${path}[${i}]`))
  }
  if (!isRecord(value)) return `${path} must be an object`
  return firstOf(Object.entries(shape), ([member, inner]) => {
    const name = member.replace(/\?$/, '')
    if (name !== member && (value[name] === undefined || value[name] === null)) return
    return faultOf(inner, value[name], `${path}.${name}`)
  })
}

function firstOf<T>(
  items: readonly T[],
  find: (item: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index)
    if (found !== undefined) return found
  }
  return
}
