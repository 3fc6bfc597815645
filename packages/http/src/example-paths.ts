import { isRecord, tryParse } from './check.js'

/**
 * The variables that an event's example offers to the steps after it: `email`, `address.city`, `items[].price`.
 * Takes an entry of a contract, or the example as JSON text, as a flow has it. Names that are no plain words are quoted:
 * `["first name"]`. An empty list or object is a variable itself.
 */
export function examplePaths(entry: { readonly example?: unknown } | string): readonly string[] {
  const example = typeof entry === 'string' ? tryParse(entry) : entry.example
  const paths = new Set<string>()
  collect(example, '', paths)
  return [...paths]
}

function collect(value: unknown, path: string, paths: Set<string>): void {
  if (Array.isArray(value) && value.length > 0) {
    for (const element of value) collect(element, `${path}[]`, paths)
    return
  }
  if (isRecord(value) && Object.keys(value).length > 0) {
    for (const [name, member] of Object.entries(value)) collect(member, join(path, name), paths)
    return
  }
  if (path !== '') paths.add(path)
}

function join(path: string, name: string): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name)) return `${path}[${JSON.stringify(name)}]`
  return path === '' ? name : `${path}.${name}`
}
