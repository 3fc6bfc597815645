import { BridgeError } from '@drawbridge/core/errors'

/** @throws {BridgeError} `INVALID_PAYLOAD` that names the field, unless `value` is a text that fits. */
export function requireText(value: unknown, field: string, max = 256): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= max) return value
  throw invalid(field, `must be a text of 1 to ${max} characters`)
}

/** @param what What it must be, and how to make it so. */
export function invalid(field: string, what: string, cause?: unknown): BridgeError {
  return new BridgeError('INVALID_PAYLOAD', `${field} ${what}`, {
    data: { path: field },
    ...(cause !== undefined && { cause }),
  })
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPlain(value: object): boolean {
  const proto = Object.getPrototypeOf(value)
  // One step up and no further: true for plain objects of any realm.
  return proto === null || Object.getPrototypeOf(proto) === null
}

/**
 * `value` as the text of a JSON object.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for anything but a plain object, and for what JSON would drop or change
 * inside of it: functions, NaN, Date, Map and other class instances, cycles.
 */
export function encodeObject(value: unknown, field: string): string {
  if (!isRecord(value) || !isPlain(value))
    throw invalid(
      field,
      `must be an object. Put it into one: { ${field === 'payload' ? 'value' : 'data'}: … }`,
    )
  try {
    return JSON.stringify(value, function (this: Record<string, unknown>, key, member: unknown) {
      // `toJSON` has run on `member`; what stands in the object itself shows what was meant.
      const original = this[key]
      const isLost =
        typeof original === 'function' ||
        typeof original === 'symbol' ||
        (typeof original === 'number' && !Number.isFinite(original)) ||
        (original === undefined && Array.isArray(this)) ||
        (typeof original === 'object' &&
          original !== null &&
          !Array.isArray(original) &&
          !isPlain(original))
      if (isLost)
        throw invalid(
          `${field}: member "${key}"`,
          'is no JSON. Send text, finite numbers, booleans, null, arrays, plain objects',
        )
      return member
    })
  } catch (error) {
    if (error instanceof BridgeError) throw error
    throw invalid(field, 'is no JSON: it has a cycle, a BigInt, or throws when read', error)
  }
}

/** The parsed JSON, or `undefined` for what is none. */
export function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return
  }
}
