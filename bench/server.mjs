import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { closeServer, LOOPBACK, listen } from '../scripts/loopback.mjs'
import { pageScript } from '../scripts/page-script.mjs'

/**
 * Whether the frame's page has a process of its own, or runs on the thread of the host page.
 *
 * @typedef {'own-process' | 'same-thread'} Placement
 *
 * @typedef {object} ArenaOptions
 * @property {string} contestant
 * @property {string} [host] which of its host halves, where there are several
 * @property {Placement} placement
 * @property {number} [frames]
 * @property {number} [handlers] besides those in use
 *
 * @typedef {object} BenchServer
 * @property {(options: ArenaOptions) => string} url of a host page
 * @property {(url: string) => boolean} isFrame
 * @property {() => Promise<void>} close
 */

/**
 * Serves the host page on one port and the frames' pages on another, each with one script.
 *
 * @param {readonly string[]} frameScripts names of files in `pages/frames`
 * @param {{ minify: boolean }} options
 * @returns {Promise<BenchServer>}
 */
export async function startServer(frameScripts, { minify }) {
  /** @param {string} path */
  const bundle = (path) =>
    pageScript(fileURLToPath(new URL(`./pages/${path}.ts`, import.meta.url)), {
      packages: 'built',
      minify,
    })
  /** @type {Map<string, string>} */
  const files = new Map()
  for (const path of ['host', ...frameScripts.map((name) => `frames/${name}`)]) {
    files.set(`/${path}.js`, await bundle(path))
    files.set(`/${path}`, html(path))
  }
  const servers = ['host', 'frames'].map(() =>
    createServer((request, response) => {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
      const text = files.get(path)
      if (text === undefined) return void response.writeHead(404).end()
      const isScript = path.endsWith('.js')
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
      // Pages that come back find their script in the cache, as a miniapp's usually is.
      response.setHeader('Cache-Control', isScript ? 'max-age=3600' : 'no-store')
      response.end(text)
    }),
  )
  const [hostPort, framePort] = await Promise.all(servers.map((server) => listen(server)))
  const hostOrigin = `http://${LOOPBACK}:${hostPort}`
  return {
    url({ contestant, host = contestant, placement, handlers = 0 }) {
      // Another name of this machine is another site; another port is another origin of the same one.
      const name = placement === 'own-process' ? 'localhost' : LOOPBACK
      const frame = `http://${name}:${framePort}/frames/${contestant}?${new URLSearchParams({ host: hostOrigin })}`
      const query = { half: host, frame, handlers: String(handlers) }
      return `${hostOrigin}/host?${new URLSearchParams(query)}`
    },
    isFrame: (url) => new URL(url).port === String(framePort),
    async close() {
      await Promise.all(servers.map(closeServer))
    },
  }
}

/** @param {string} path */
function html(path) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${path}</title>
<link rel="icon" href="data:,">
<body><script type="module" src="/${path}.js"></script></body>
</html>
`
}
