import type { Shape } from '../src/shapes.js'

const basics: Readonly<Record<string, unknown>> = {
  string: 'text',
  number: 1,
  boolean: true,
  any: { any: true },
}

/** A value of a shape, with everything that may be left out. */
export function sampleOf(shape: Shape): unknown {
  if (typeof shape === 'string') return basics[shape] ?? shape.split('|')[0]
  if (Array.isArray(shape)) return [sampleOf(shape[0])]
  return Object.fromEntries(
    Object.entries(shape).map(([member, inner]) => [member.replace(/\?$/, ''), sampleOf(inner)]),
  )
}
