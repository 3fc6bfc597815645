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

/** Serves pages by their path, and the script of a miniapp as `/native.js`. */
export async function startSite(): Promise<Site> {
  const pages = new Map<string, string>()
  const script = await pageScripts('sources')('native')
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://server.invalid')
    const page = pages.get(pathname)
    response.statusCode = page === undefined && pathname !== '/native.js' ? 404 : 200
    response.setHeader(
      'Content-Type',
      `${pathname === '/native.js' ? 'text/javascript' : 'text/html'}; charset=utf-8`,
    )
    response.end(pathname === '/native.js' ? script : page)
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
