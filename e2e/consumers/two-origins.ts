import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { closeServer, LOOPBACK, listen } from '../../scripts/loopback.mjs'

/** A project's files on two sites of this machine: the host page on one, the miniapp on the other. */
export interface TwoOrigins {
  readonly hostOrigin: string
  readonly miniappUrl: string
  /** Serves a folder from both. Without it everything is 404. */
  serve(folder: string): void
  close(): Promise<void>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

export async function openTwoOrigins(): Promise<TwoOrigins> {
  let root: string | undefined
  const servers = [1, 2].map(() =>
    createServer(async (request, response) => {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
      const file = root && join(root, normalize(path === '/' ? '/index.html' : path))
      if (!file?.startsWith(root ?? '') || !existsSync(file)) return response.writeHead(404).end()
      response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream')
      return response.end(await readFile(file))
    }),
  )
  const [hostPort, miniappPort] = await Promise.all(servers.map((server) => listen(server)))
  return {
    hostOrigin: `http://${LOOPBACK}:${hostPort}`,
    miniappUrl: `http://localhost:${miniappPort}/miniapp.html`,
    serve(folder) {
      root = folder
    },
    async close() {
      await Promise.all(servers.map(closeServer))
    },
  }
}
