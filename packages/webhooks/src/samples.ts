/** What a provider sends, shortened: enough for its definition to find everything in it. */
export interface Sample {
  readonly body: unknown
  /** Beside those that are signed. */
  readonly headers?: Readonly<Record<string, string>>
}

const order = {
  id: 541243,
  status: { name: 'created' },
  customer: {
    id: 225167,
    first_name: 'Ada',
    last_name: 'Lovelace',
    email: 'ada@example.com',
    mobile: 501234567,
  },
}

/** One of each provider that has a definition, by the same names, each with an id of its own. */
export function makeSamples(): Readonly<Record<string, Sample>> {
  const id = crypto.randomUUID()
  const salla: Sample = {
    body: { event: 'order.created', merchant: 1, created_at: id, data: order },
  }
  return {
    github: {
      headers: {
        'x-github-event': 'issues',
        'x-github-delivery': id,
      },
      body: {
        action: 'opened',
        issue: { number: 1, title: 'A sample' },
        repository: { full_name: 'octo-org/octo-repo' },
      },
    },
    slack: {
      body: {
        type: 'event_callback',
        team_id: 'T0001',
        event_id: id,
        event_time: 1234567890,
        event: { type: 'message', subtype: 'bot_message', channel: 'C0001', text: 'A sample' },
      },
    },
    salla,
    sallaToken: salla,
    shopify: {
      headers: {
        'x-shopify-topic': 'orders/create',
        'x-shopify-shop-domain': 'sample.myshopify.com',
        'x-shopify-event-id': id,
      },
      body: { id: '820982911946154508', email: 'ada@example.com', total_price: '403.00' },
    },
    box: {
      body: {
        type: 'webhook_event',
        id,
        trigger: 'FILE.UPLOADED',
        webhook: { id: '53', type: 'webhook' },
        source: { id: '73835521473', type: 'file', name: 'Test.txt' },
      },
    },
    standardWebhooks: {
      body: { type: 'user.created', timestamp: '2026-01-31T10:00:00Z', data: { id: 'u_1' } },
    },
    stripe: {
      body: {
        id,
        object: 'event',
        type: 'invoice.paid',
        data: { object: { id: 'in_1' } },
      },
    },
    cloudElements: {
      headers: { 'elements-webhook-id': 'sample' },
      body: {
        message: {
          eventId: id,
          events: [
            {
              date: '2026-01-31T10:00:00Z',
              elementKey: 'box',
              eventType: 'CREATED',
              objectId: '1',
              objectType: 'files',
            },
          ],
          raw: {},
        },
      },
    },
  }
}
