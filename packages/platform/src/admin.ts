import { isLoopback, isSameSecret, parseAuthorization } from '@drawbridge/http/server'
import { Hono, type MiddlewareHandler } from 'hono'
import { isThisMachine } from './addresses.js'
import type { ListenerConfig } from './config.js'
import { deliveriesPage, deliveryPage, notFoundPage, type RefusedRequest } from './pages.js'
import type { PlatformStore } from './store.js'
import { style } from './style.js'

export interface AdminOptions {
  readonly password: string | undefined
  readonly store: PlatformStore
  readonly refused: () => readonly RefusedRequest[]
  readonly listeners: () => readonly ListenerConfig[]
}

export interface Bindings {
  readonly address: string | undefined
}

const SHOWN = 100

const security = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
}

/** The pages for people. */
export function createAdmin(options: AdminOptions): Hono<{ Bindings: Bindings }> {
  const { store } = options
  const app = new Hono<{ Bindings: Bindings }>()
  app.use(guard(options.password))
  app.use(async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(security)) context.header(name, value)
  })
  app.get('/', async (context) =>
    context.html(
      deliveriesPage(await store.listDeliveries(SHOWN), options.refused(), options.listeners()),
    ),
  )
  app.get('/style.css', (context) => context.text(style, 200, { 'Content-Type': 'text/css' }))
  app.get('/:id', async (context) => {
    const delivery = await store.getDelivery(context.req.param('id'))
    return delivery ? context.html(deliveryPage(delivery)) : context.html(notFoundPage(), 404)
  })
  return app
}

/** Whoever knows the password; without one whoever sits at this machine. */
function guard(password: string | undefined): MiddlewareHandler<{ Bindings: Bindings }> {
  return async (context, next) => {
    if (password === undefined) {
      // A page elsewhere may have a name that leads here; the name in the request gives it away.
      if (isThisMachine(context.env.address) && isLoopback(new URL(context.req.url).hostname))
        return next()
      const remedy = 'Set admin.password to see this page from another machine, or behind a proxy.'
      return context.text(`${remedy}\n`, 403)
    }
    const shown = parseAuthorization(context.req.header('authorization') ?? null, 'Basic')
    if (shown && (await isSameSecret(shown.secret, password))) return next()
    return context.text('Sign in as "admin" with admin.password.\n', 401, {
      'WWW-Authenticate': 'Basic realm="Deliveries", charset="UTF-8"',
    })
  }
}
