import { BridgeError } from '@drawbridge/core/errors'
import type { WebhookDefinition } from './definition.js'
import { createEndpoint } from './endpoint.js'
import type { WebhookJob, WorkContext } from './job.js'
import type { Receive, WebhookReceiverOptions } from './options.js'
import { createWebhookReceiver, type WebhookReceiver } from './receiver.js'
import { Refusal } from './refusal.js'

export interface WebhookRouterOptions extends Omit<WebhookReceiverOptions, 'ns' | 'handlers'> {
  /** Where the router is reached from outside: `https://api.example.com`, with or without a path. */
  readonly baseUrl: string
  /** For every webhook that has none of its own in `apps`. */
  readonly handlers?: WebhookReceiverOptions['handlers']
  /** What is different for one webhook, by namespace. */
  readonly apps?: Readonly<Record<string, Partial<Omit<WebhookReceiverOptions, 'ns'>>>>
}

export interface WebhookRouter extends Receive {
  /** The address to give to the provider. @throws {BridgeError} `INVALID_PAYLOAD` for an unknown namespace. */
  webhookUrl(ns: string): string
  /** Replaces `{{webhookUrl}}` in every text of a JSON value, like the requests of a registration. */
  resolve<T>(value: T, ns: string): T
  /** Does the work of a queued delivery of any of the webhooks. */
  work(job: WebhookJob, context: WorkContext): Promise<void>
}

/**
 * Serves `POST /miniapps/{ns}/webhooks` for several definitions. Unknown, disabled and `null` ones look the same
 * from outside: 404.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for a wrong definition, option or base.
 */
export function createWebhookRouter(
  definitions: Readonly<Record<string, WebhookDefinition | null>>,
  options: WebhookRouterOptions,
): WebhookRouter {
  const { baseUrl, apps = {}, ...shared } = options
  const base = readBase(baseUrl)
  const log = options.log ?? (() => {})
  const receivers = new Map<string, WebhookReceiver>()
  for (const [ns, definition] of Object.entries(definitions)) {
    if (!definition || definition.enabled === false) continue
    const own = Object.hasOwn(apps, ns) ? apps[ns] : {}
    receivers.set(ns, createWebhookReceiver(definition, { handlers: {}, ...shared, ...own, ns }))
  }

  const refuse = createEndpoint({ ns: '', log, methods: [] }, async ({ url }) => {
    throw new Refusal('unknown-webhook', new URL(url).pathname.slice(0, 200))
  })

  function webhookUrl(ns: string): string {
    if (!Object.hasOwn(definitions, ns))
      throw new BridgeError('INVALID_PAYLOAD', `No webhook "${ns}". Add it to the definitions`, {
        data: { path: ns },
      })
    return `${base}/miniapps/${encodeURIComponent(ns)}/webhooks`
  }

  function resolve<T>(value: T, ns: string): T {
    const url = webhookUrl(ns)
    const walk = (node: unknown): unknown => {
      if (typeof node === 'string') return node.split('{{webhookUrl}}').join(url)
      if (Array.isArray(node)) return node.map(walk)
      if (typeof node !== 'object' || node === null) return node
      return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, walk(child)]))
    }
    return walk(value) as T
  }

  const route: Receive = (request, context) => {
    const ns = readNamespace(request.url)
    const receiver = ns === undefined ? undefined : receivers.get(ns)
    return (receiver ?? refuse)(request, context)
  }
  return Object.assign(route, {
    webhookUrl,
    resolve,
    async work(job: WebhookJob, context: WorkContext) {
      const receiver = receivers.get(job.ns)
      // Thrown, so that the queue keeps it for when the webhook is enabled again.
      if (!receiver) throw new Refusal('unknown-webhook', job.ns)
      await receiver.work(job, context)
    },
  })
}

/** Looks at the end of the path only: a proxy may have taken the beginning off. */
function readNamespace(url: string): string | undefined {
  const match = /\/miniapps\/([^/]+)\/webhooks$/.exec(new URL(url).pathname)
  try {
    return match?.[1] && decodeURIComponent(match[1])
  } catch {
    return
  }
}

function readBase(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash)
    throw new BridgeError(
      'INVALID_PAYLOAD',
      'The option baseUrl is no address. Give one like https://api.example.com',
      { data: { path: 'baseUrl' } },
    )
  return url.href.replace(/\/+$/, '')
}
