import type { CustomerExtraction, CustomerField, CustomerMapping } from './definition.js'
import { compilePath, type Query, readQuery } from './query.js'

/** A person, as a provider describes them. */
export interface Customer {
  readonly firstName?: string
  readonly lastName?: string
  readonly primaryEmail?: string
  readonly primaryPhone?: string
  /** The provider's own id. */
  readonly code?: string
  readonly avatar?: string
  readonly sex?: number
  readonly birthDate?: Date
  readonly position?: string
  readonly department?: string
  readonly state?: 'visitor' | 'lead' | 'customer'
}

interface ExtractedCustomer {
  /** Undefined where the payload has no customer. */
  readonly customer: Customer | undefined
  /** What was left out, and why. */
  readonly skipped: readonly string[]
}

export type ExtractCustomer = (event: string, exactBody: unknown) => ExtractedCustomer

interface Recipe {
  readonly base: Query
  readonly fields: readonly (readonly [CustomerField, Query])[]
}

export function compileCustomer(rule: CustomerExtraction): ExtractCustomer {
  const general = compileRecipe(rule.basePath, rule.mapping)
  const overrides = new Map(
    Object.entries(rule.overrides ?? {}).map(([event, { basePath, mapping }]) => [
      event,
      compileRecipe(basePath ?? rule.basePath, mapping ?? rule.mapping),
    ]),
  )
  return (event, body) => extract(overrides.get(event) ?? general, body)
}

function compileRecipe(basePath = '$', mapping: CustomerMapping): Recipe {
  return {
    base: compilePath(basePath),
    fields: Object.entries(mapping).map(([field, path]) => [
      field as CustomerField,
      compilePath(path),
    ]),
  }
}

function extract({ base, fields }: Recipe, body: unknown): ExtractedCustomer {
  const source = readQuery(base, body)
  if (typeof source !== 'object' || source === null)
    return { customer: undefined, skipped: [`nothing at ${base.text}`] }
  const customer: Partial<Record<CustomerField, unknown>> = {}
  const skipped: string[] = []
  for (const [field, path] of fields) {
    const value = readQuery(path, source)
    if (value === undefined || value === null || value === '') continue
    const coerced = coerce(field, value)
    if (coerced === undefined) skipped.push(`${field} is not usable`)
    else customer[field] = coerced
  }
  const isEmpty = Object.keys(customer).length === 0
  return {
    customer: isEmpty ? undefined : (customer as Customer),
    skipped: isEmpty ? [...skipped, `no field at ${base.text}`] : skipped,
  }
}

function coerce(field: CustomerField, value: unknown): unknown {
  if (field === 'sex') return toNumber(value)
  if (field === 'birthDate') return toDate(value)
  if (typeof value !== 'string' && typeof value !== 'number') return
  if (field !== 'state') return String(value)
  const state = String(value).toLowerCase()
  return ['visitor', 'lead', 'customer'].includes(state) ? state : undefined
}

function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** Only ISO 8601: a bare number may be seconds or milliseconds, and 01/02 is two dates. No zone means UTC. */
function toDate(value: unknown): Date | undefined {
  const match =
    typeof value === 'string' &&
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
      value.trim(),
    )
  if (!match) return
  const [, day, minutes = '00:00', seconds = ':00', zone = 'Z'] = match
  const fraction = seconds.replace(/(\.\d{3})\d+$/, '$1')
  const date = new Date(
    `${day}T${minutes}${fraction}${zone.toUpperCase().replace(/(\d{2})(\d{2})$/, '$1:$2')}`,
  )
  // The 31st of February rolls over to March.
  const isReal =
    !Number.isNaN(date.getTime()) &&
    new Date(`${day}T00:00Z`).toISOString().startsWith(day as string)
  return isReal ? date : undefined
}
