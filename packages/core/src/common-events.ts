import { type Contract, type ContractEntry, defineContract } from './contract.js'
import type { SchemaIssue, StandardSchemaV1 } from './standard-schema.js'

type Field = 'string' | 'number' | 'strings'
type FieldValue = { string: string; number: number; strings: readonly string[] }
type Shape<F extends Record<string, Field>> = { readonly [K in keyof F]: FieldValue[F[K]] }

const isField: Record<Field, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
}

/** Named fields of fixed types; what is there besides passes unchanged. */
function fields<F extends Record<string, Field>>(spec: F): StandardSchemaV1<Shape<F>, Shape<F>> {
  const validate = (
    value: unknown,
  ): { value: Shape<F>; issues?: undefined } | { issues: SchemaIssue[] } => {
    if (typeof value !== 'object' || value === null)
      return { issues: [{ message: 'expected an object' }] }
    const issues = Object.entries(spec)
      .filter(([name, field]) => !isField[field]((value as Record<string, unknown>)[name]))
      .map(([name, field]) => ({
        message: `expected ${field === 'strings' ? 'an array of strings' : `a ${field}`}`,
        path: [name],
      }))
    return issues.length > 0 ? { issues } : { value: value as Shape<F> }
  }
  return { '~standard': { version: 1, vendor: 'drawbridge', validate } }
}

interface CommonEntry<P, R = never> extends ContractEntry {
  readonly payload: StandardSchemaV1<P, P>
  readonly reply: StandardSchemaV1<R, R>
}
type CommonEvent<P> = Omit<CommonEntry<P>, 'reply'>

export type CommonEvents = {
  readonly order_created: CommonEvent<{ readonly order_id: string; readonly amount: number }>
  readonly product_viewed: CommonEvent<{ readonly product_id: string; readonly category: string }>
  readonly cart_updated: CommonEvent<{ readonly cart_id: string; readonly item_count: number }>
  readonly content_shared: CommonEvent<{
    readonly content_id: string
    readonly content_type: string
  }>
  readonly checkout_started: CommonEntry<
    { readonly cart_id: string; readonly amount: number },
    { readonly transaction_id: string; readonly status: string }
  >
  readonly user_profile_updated: CommonEvent<{
    readonly user_id: string
    readonly updated_fields: readonly string[]
  }>
  readonly location_updated: CommonEvent<{ readonly latitude: number; readonly longitude: number }>
  readonly app_state_change: CommonEvent<{ readonly new_state: string; readonly timestamp: number }>
  readonly language_changed: CommonEvent<{
    readonly language_code: string
    readonly locale: string
  }>
  readonly theme_changed: CommonEvent<{ readonly theme: string; readonly color_scheme: string }>
}

// In a function, so that bundlers drop all of it where nobody asks for it.
function describeCommonEvents(): Contract<CommonEvents> {
  return defineContract({
    order_created: {
      description: 'A new order has been created in the miniapp',
      payload: fields({ order_id: 'string', amount: 'number' }),
      example: { order_id: 'ord_123', amount: 50.25 },
    },
    product_viewed: {
      description: 'User has viewed a product in the miniapp',
      payload: fields({ product_id: 'string', category: 'string' }),
      example: { product_id: 'prod_123', category: 'shoes' },
    },
    cart_updated: {
      description: "User's shopping cart has been updated",
      payload: fields({ cart_id: 'string', item_count: 'number' }),
      example: { cart_id: 'cart_123', item_count: 3 },
    },
    content_shared: {
      description: 'User has shared content from the miniapp',
      payload: fields({ content_id: 'string', content_type: 'string' }),
      example: { content_id: 'cont_123', content_type: 'image' },
    },
    checkout_started: {
      description: 'User has initiated the checkout process',
      payload: fields({ cart_id: 'string', amount: 'number' }),
      reply: fields({ transaction_id: 'string', status: 'string' }),
      example: { cart_id: 'cart_123', amount: 75 },
    },
    user_profile_updated: {
      description: 'User profile information has been updated',
      payload: fields({ user_id: 'string', updated_fields: 'strings' }),
      example: { user_id: '123', updated_fields: ['email'] },
    },
    location_updated: {
      description: "User's location has been updated",
      payload: fields({ latitude: 'number', longitude: 'number' }),
      example: { latitude: 37.7749, longitude: -122.4194 },
    },
    app_state_change: {
      description: 'The state of the host app has changed',
      payload: fields({ new_state: 'string', timestamp: 'number' }),
      example: { new_state: 'background', timestamp: 123456 },
    },
    language_changed: {
      description: 'User has changed their language preference',
      payload: fields({ language_code: 'string', locale: 'string' }),
      example: { language_code: 'es', locale: 'es_MX' },
    },
    theme_changed: {
      description: 'User has changed their theme preference',
      payload: fields({ theme: 'string', color_scheme: 'string' }),
      example: { theme: 'dark', color_scheme: 'blue' },
    },
  })
}

/**
 * The ten common event types of the Boxo platform's Event Bridge, five from the miniapp and five from
 * the host, checked at the receiver. `checkout_started` may be asked as a request, whose reply is ours.
 *
 * Source: Boxo documentation, "Custom events", "Common event types".
 */
export const commonEvents: Contract<CommonEvents> = /* @__PURE__ */ describeCommonEvents()
