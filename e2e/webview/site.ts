import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pageScripts } from '../harness/page-bundle.js'

export interface Site {
  /** An address of this site; `there` is the same server under another name, another site to a browser. */
  url(path: string, at?: 'here' | 'there'): string
  readonly origins: Readonly<Record<'here' | 'there', string>>
  /** Adds pages, as their HTML. */
  add(pages: Readonly<Record<string, string>>): void
  close(): Promise<void>
}

/** The miniapps that native apps drive, and what one of them loads. */
const scriptNames = ['native', 'boxo-native', 'boxo-js-sdk'] as const

/** Serves pages by their path, and the scripts of miniapps, as `/native.js`. */
export async function startSite(): Promise<Site> {
  const pages = new Map<string, string>()
  const scripts = pageScripts('sources')
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://server.invalid')
    const name = scriptNames.find((script) => pathname === `/${script}.js`)
    const text = name ? await scripts(name) : pages.get(pathname)
    response.statusCode = text === undefined ? 404 : 200
    response.setHeader('Content-Type', `text/${name ? 'javascript' : 'html'}; charset=utf-8`)
    response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origins = { here: `http://127.0.0.1:${port}`, there: `http://localhost:${port}` }
  return {
    origins,
    url: (path, at = 'here') => `${origins[at]}${path}`,
    add(more) {
      for (const [path, html] of Object.entries(more)) pages.set(path, html)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
