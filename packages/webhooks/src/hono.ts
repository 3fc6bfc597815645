import type { Receive, ReceiveContext } from './options.js'

/** What is needed of Hono's `Context`. */
export interface HonoContext {
  readonly req: { readonly raw: Request }
  /** Throws where the runtime has none. */
  readonly executionCtx: Required<ReceiveContext>
}

/**
 * Serves a receiver or a router with Hono, on any of its runtimes.
 *
 * @example
 * ```ts
 * app.post('/hooks/github', toHonoHandler(receive))
 * ```
 */
export function toHonoHandler(receive: Receive): (context: HonoContext) => Promise<Response> {
  return (context) => receive(context.req.raw, runtimeOf(context))
}

function runtimeOf(context: HonoContext): ReceiveContext | undefined {
  try {
    return context.executionCtx
  } catch {
    return
  }
}
