import { compileCustomer } from './customer.js'
import type { WebhookDefinition } from './definition.js'
import { safely } from './endpoint.js'
import type { Work } from './job.js'
import type { WebhookReceiverOptions } from './options.js'
import { parseText } from './parse.js'

/** Compiles what is done for one delivery: its customer, then its handler. */
export function compileWork(definition: WebhookDefinition, options: WebhookReceiverOptions): Work {
  const { customers, handlers, log = () => {} } = options
  const { customerExtraction, formField } = definition
  const extract = customers && customerExtraction && compileCustomer(customerExtraction)

  async function customerOf(
    { ns, tenant, event }: Parameters<Work>[0],
    exact: unknown,
  ): Promise<unknown> {
    if (!customers || !extract) return
    const { customer, skipped } = extract(event, exact)
    if (skipped.length > 0)
      safely(log, {
        level: 'info',
        reason: 'customer-skipped',
        ns,
        event,
        detail: skipped.join('; '),
      })
    return customer && (await customers.getOrCreate(customer, { ns, tenant, event }))
  }

  return async (job, context) => {
    const handler = findHandler(handlers, job.event)
    if (!handler) return
    const { value, exact } = parseText(job.kind, job.body, formField)
    const { ns, tenant, transactionId, headers, query, receivedAt } = job
    await handler(
      {
        ns,
        tenant,
        name: job.event,
        transactionId,
        payload: value,
        text: job.body,
        headers,
        query,
        receivedAt,
        customer: await customerOf(job, exact),
      },
      context,
    )
  }
}

export function findHandler<H>(
  handlers: Readonly<Record<string, H>>,
  event: string,
): H | undefined {
  return Object.hasOwn(handlers, event) ? handlers[event] : handlers['*']
}
