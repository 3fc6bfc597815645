import * as v from 'valibot'
import { find } from './dom.js'

/**
 * What the server wrote into the page.
 *
 * @throws {Error} if the page was not served by the playground's server.
 */
export function readConfig<T>(schema: v.GenericSchema<unknown, T>): T {
  return v.parse(schema, JSON.parse(find('#config').textContent ?? ''))
}

/** A whole number of milliseconds from the address of the page, for tests by hand and by program. */
export function readMs(params: URLSearchParams, name: string): number | undefined {
  const value = Number(params.get(name) ?? Number.NaN)
  return Number.isInteger(value) && value > 0 ? value : undefined
}
