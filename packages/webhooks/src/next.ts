import type { Receive, WaitUntil } from './options.js'

export interface NextOptions {
  /** `after` of `next/server`, which keeps a serverless function alive for work that outlives its response. */
  readonly after?: WaitUntil
}

export interface NextHandlers {
  GET(request: Request): Promise<Response>
  POST(request: Request): Promise<Response>
}

/**
 * Makes the handlers of a route of Next's App Router.
 *
 * @example
 * ```ts
 * // app/miniapps/[ns]/webhooks/route.ts
 * export const { GET, POST } = toNextHandlers(router, { after })
 * ```
 */
export function toNextHandlers(receive: Receive, { after }: NextOptions = {}): NextHandlers {
  const handle = (request: Request): Promise<Response> =>
    receive(request, after ? { waitUntil: after } : undefined)
  return { GET: handle, POST: handle }
}
