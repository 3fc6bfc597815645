import { createHost, type HostOptions } from '@drawbridge/host'
import { type BoxoHostOptions, boxoHost } from '../src/host/boxo-host.js'
import { readWebviewMessage } from '../src/host/webview.js'

/** A host with a Boxo miniapp in a webview, whose page is this: ids rise, answers are found by them. */
export function webviewApp(
  options: Partial<BoxoHostOptions> = {},
  hostOptions: Partial<HostOptions> = {},
) {
  const connector = boxoHost({ clientId: 'super-app', ...options })
  const host = createHost({ name: 'Host', connectors: [connector], ...hostOptions })
  const waiting = new Map<unknown, (data: unknown) => void>()
  const said: unknown[] = []
  let id = 0
  const app = host.adopt({
    appId: 'shop',
    platform: 'ios',
    context: { locale: 'de' },
  })
  const say = (method: string, body: unknown): void =>
    app.hear(readWebviewMessage(method, body), 'https://shop.example', (word, origin) => {
      said.push([origin, word])
      const { data } = word as { data: { request_id?: number } }
      waiting.get(data.request_id)?.(data)
    })
  const ask = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      waiting.set(++id, resolve)
      say(method, { ...params, request_id: id })
    })
  return { host, app, connector, said, say, ask }
}
