/** What a purchase looks like. */
export const small = {
  order: 'order-2048',
  items: [
    { sku: 'teapot', count: 1, price: 38.5 },
    { sku: 'bowl', count: 2, price: 12.25 },
  ],
  currency: 'EUR',
}

/** A list of rows with about so many characters of JSON. */
export function largePayload(characters: number): { readonly rows: readonly object[] } {
  const row = (id: number): object => ({
    id,
    name: `Item ${id}, as it is called in the catalogue`,
    price: id * 1.25,
    tags: ['kitchen', 'glazed', 'new'],
    isInStock: id % 3 > 0,
  })
  const count = Math.ceil(characters / (JSON.stringify(row(5_000)).length + 1))
  return { rows: Array.from({ length: count }, (_, id) => row(id)) }
}
