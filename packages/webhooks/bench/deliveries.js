import { signSample } from '@drawbridge/webhooks/sign'

export const secret = 'a secret of the usual length, 32'

/** @type {import('@drawbridge/webhooks').WebhookDefinition} */
export const definition = {
  eventExtraction: { source: 'body', path: '$.event' },
  transactionId: { path: '$.id' },
  verification: {
    type: 'hmac-sha256',
    headerName: 'X-Signature',
    secretKey: 'secret',
    prefix: 'sha256=',
  },
}

const lines = Array.from({ length: 12 }, (_, at) => ({
  sku: `sku-${at}`,
  quantity: at,
  price: '9.90',
}))

/**
 * An order of about 700 bytes with an id of its own, and its signature.
 *
 * @param {string} id
 * @returns {Promise<{ body: string, headers: Record<string, string> }>}
 */
export async function makeDelivery(id) {
  const body = JSON.stringify({ event: 'order.created', id, lines })
  const { headers } = await signSample('http://localhost', definition, { secret, body })
  return { body, headers: Object.fromEntries(headers) }
}
