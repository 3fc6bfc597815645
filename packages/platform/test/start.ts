import { onTestFinished } from 'vitest'
import { type Reply, type Served, serve as serveReceiver } from '../../http/test/fakes/serve.js'
import {
  createPlatform,
  type LogEntry,
  type Platform,
  type PlatformConfig,
  type PlatformOptions,
} from '../src/index.js'
import { type ServeOptions, type Serving, serve } from '../src/node.js'

export interface Started {
  readonly url: string
  readonly platform: Platform
  readonly serving: Serving
  readonly logs: LogEntry[]
  /** Servers that events are delivered to. */
  readonly host: Served
  readonly miniapp: Served
}

export interface StartOptions extends PlatformOptions {
  readonly config?: (urls: { readonly host: string; readonly miniapp: string }) => PlatformConfig
  readonly reply?: () => Reply | Promise<Reply>
  readonly server?: ServeOptions
}

export const secrets = {
  shop: 'SHOP-SECRET-KEY',
  superApp: 'SUPER-APP-SECRET-KEY',
  password: 'correct horse battery',
  admin: 'ADMIN-PASSWORD',
}

/** The shop may send from this machine; the super-app shows its secret. Both have a receiver. */
export function wholeConfig(urls: { readonly host: string; readonly miniapp: string }) {
  return {
    miniapps: [
      {
        appId: 'shop',
        secretKey: secrets.shop,
        allowedAddresses: ['127.0.0.1'],
        receiver: { url: `${urls.miniapp}/events` },
      },
    ],
    hosts: [
      {
        clientId: 'super-app',
        secretKey: secrets.superApp,
        receiver: { url: `${urls.host}/events` },
      },
    ],
    partnerships: [{ appId: 'shop', clientId: 'super-app' }],
    users: [{ id: 'u1', username: 'david', email: 'd@example.com', password: secrets.password }],
  } satisfies PlatformConfig
}

/** A platform on this machine with a real receiver for each side; all end with the test. */
export async function start(options: StartOptions = {}): Promise<Started> {
  const { config = wholeConfig, reply = () => ({ body: { ok: true } }) } = options
  const [host, miniapp] = await Promise.all([serveReceiver(reply), serveReceiver(reply)])
  const logs: LogEntry[] = []
  const platform = createPlatform(config({ host: host.url, miniapp: miniapp.url }), {
    log: (entry) => logs.push(entry),
    ...options,
  })
  const serving = await serve(platform, { port: 0, ...options.server })
  onTestFinished(() => serving.close())
  return { url: serving.url, platform, serving, logs, host, miniapp }
}

export const order = {
  app_id: 'shop',
  client_id: 'super-app',
  event_type: 'order_created',
  payload: { order_id: 'ord_1', amount: 50.25 },
}

export const asHost = {
  Authorization: `Token ${Buffer.from(`super-app:${secrets.superApp}`).toString('base64')}`,
}

export interface Said {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Of JSON. */
  readonly body: unknown
}

export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Said> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) }
}

export function fromMiniapp(
  { url }: Pick<Started, 'url'>,
  body: unknown = order,
  headers: Record<string, string> = {},
): Promise<Said> {
  return post(`${url}/api/v1/event-bridge/miniapp/`, body, headers)
}

export function fromHost(
  { url }: Pick<Started, 'url'>,
  body: unknown = order,
  headers: Record<string, string> = asHost,
): Promise<Said> {
  return post(`${url}/api/v1/event-bridge/hostapp/`, body, headers)
}
