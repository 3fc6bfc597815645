import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closeServer, LOOPBACK, listen } from '../../scripts/loopback.mjs'
import { type Origins, originsOf, type Placement, type Ports } from '../pages/addresses.js'
import { type PageScript, pageScriptNames } from './page-bundle.js'

export interface ScenarioServer {
  /** The address that runs a scenario: its result appears in the element `#result`. */
  url(scenario: string, placement: Placement): string
  close(): Promise<void>
}

const strictPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  'frame-src http:',
  // WebKit looks for the icon of a site, and would report that it may not.
  "img-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/**
 * Serves one page and its scripts from three ports, so that a scenario has three origins, at the loopback or another
 * address of this machine. What a page asks for in
 * its query:
 *
 * - `csp=strict`: the page forbids `eval`, inline scripts and strings that become scripts
 * - `kept`: the page may be stored
 * - `gate=<name>`: the page is answered once `/open?gate=<name>` was asked for
 *
 * `/redirect?to=<address>` answers with the way to another address, as an open redirect does.
 */
export async function startScenarioServer(
  script: (name: PageScript) => Promise<string>,
  address: string = LOOPBACK,
): Promise<ScenarioServer> {
  const gates = createGates()
  let ports: Ports | undefined

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server.invalid')
    const gate = searchParams.get('gate')
    // A browser keeps no page in its history that may not be stored.
    if (!searchParams.has('kept')) response.setHeader('Cache-Control', 'no-store')
    if (pathname === '/open') {
      gates.open(gate ?? '')
      return void response.writeHead(204).end()
    }
    if (gate) await gates.passed(gate)
    if (pathname === '/redirect')
      return void response.writeHead(302, { Location: searchParams.get('to') ?? '' }).end()
    const name = pageScriptNames.find((known) => pathname === `/${known}.js`)
    if (name) {
      response.setHeader('Content-Type', 'text/javascript; charset=utf-8')
      // A frame whose sandbox takes its origin away is a stranger to its own server.
      response.setHeader('Access-Control-Allow-Origin', '*')
      return void response.end(await script(name))
    }
    if (pathname !== '/page') return void response.writeHead(404).end()
    if (searchParams.get('csp') === 'strict')
      response.setHeader('Content-Security-Policy', strictPolicy)
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    const placement = searchParams.get('placement') as Placement
    response.end(html(ports && originsOf(ports, placement, address)))
  }

  const servers = ['host', 'miniapp', 'stranger'].map(() =>
    createServer((request, response) => void answer(request, response)),
  )
  const [host, miniapp, stranger] = await Promise.all(
    servers.map((server) => listen(server, address)),
  )
  if (!host || !miniapp || !stranger) throw new Error('A port is missing')
  ports = { host, miniapp, stranger }

  return {
    url: (scenario, placement) =>
      `http://${address}:${host}/page?${new URLSearchParams({ scenario, placement })}`,
    async close() {
      await Promise.all(servers.map(closeServer))
    },
  }
}

/** Names that something waits for, in either order. */
function createGates() {
  const waiting = new Map<string, () => void>()
  const isOpen = new Set<string>()
  return {
    open(name: string): void {
      isOpen.add(name)
      waiting.get(name)?.()
    },
    passed: (name: string): Promise<void> =>
      new Promise((resolve) => {
        if (isOpen.has(name)) resolve()
        else waiting.set(name, resolve)
      }),
  }
}

function html(origins: Origins | undefined): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Scenario</title>
<script type="application/json" id="origins">${JSON.stringify(origins)}</script>
<script type="module" src="/main.js"></script>
<body></body>
</html>
`
}
