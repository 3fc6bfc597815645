import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Contract, Transport } from '@drawbridge/core'
import type { portTransport } from '@drawbridge/core/port'
import type { AdoptedMiniapp, App, Host } from '@drawbridge/host'
import type { Connector, createMiniapp, Miniapp } from '@drawbridge/miniapp'
import type { Frame, Page } from '@playwright/test'
import { buildPages } from './build-pages.js'
import type { TwoOrigins } from './two-origins.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What the pages of the samples have in their window: `sample` and what follows in the host page, the rest in the shop. */
export interface SampleWindow {
  /** What the sample exports; each has some of it. */
  readonly sample: {
    readonly host: Host
    readonly shop: App
    readonly seen: readonly string[]
    leave(): Promise<void>
    take(port: MessagePort, origin: string): AdoptedMiniapp
  }
  readonly core: {
    readonly contract: Contract
    isTimeout(error: unknown): boolean
    channelTransport(channel: BroadcastChannel): Transport
    wireConnector(open: () => Transport): Connector
  }
  readonly shopUrl: string
  readonly createMiniapp: typeof createMiniapp
  readonly portTransport: typeof portTransport
  /** Gives the script that the webview has to run. */
  openWebview(): string
  onWebviewMessage(text: string, url: string): void
  readonly miniapp: Miniapp
  /** The first that the miniapp hears of the life of its host. */
  readonly lifecycle: Promise<string>
  ask(type: string, payload: unknown, key?: string): Promise<unknown>
}

const shop = (hostOrigin: string): string => `
  import { createMiniapp } from '@drawbridge/miniapp'
  const miniapp = createMiniapp({ appId: 'shop', hostOrigins: ['${hostOrigin}'] })
  miniapp.onCustomEvent('theme_changed', ({ theme }) => void (document.documentElement.dataset.theme = theme))
  const lifecycle = new Promise((resolve) =>
    miniapp.on('lifecycle', ({ state, cause }) => resolve(state + ' by ' + cause)))
  async function ask(type, payload, key) {
    const progress = []
    const onProgress = (value) => progress.push(value)
    try {
      return { reply: await miniapp.request(type, payload, { key, onProgress }), progress }
    } catch ({ code, message, data }) {
      return { error: { code, message, data }, progress }
    }
  }
  Object.assign(window, { miniapp, lifecycle, ask })
`

const oldPage = `
  addEventListener('message', ({ data }) => {
    if (typeof data === 'string') document.body.textContent = data
  })
  parent.postMessage('who are you?', '*')
`

const main = (names: readonly string[], markup: string, shopUrl: string): string => `
  import { portTransport } from '@drawbridge/core/port'
  import { createMiniapp } from '@drawbridge/miniapp'
  import * as contract from './core/contract.js'
  import * as transport from './core/transport.js'
  import * as connector from './core/connector.js'
  const samples = { ${names.map((name) => `'${name}': () => import('./host/${name}')`)} }
  const name = new URLSearchParams(location.search).get('sample')
  if (name === 'element.ts') document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(markup)})
  const sample = await samples[name]()
  const core = { ...contract, ...transport, ...connector }
  const shopUrl = '${shopUrl}'
  let onWebviewMessage
  function openWebview() {
    if (sample.showShop) {
      let script
      sample.showShop({
        runAtDocumentStart: (given) => (script = given),
        evaluate: (given) => evaluateInWebview(given),
        onMessage: (listener) =>
          (window.onWebviewMessage = (text, url) => listener(text, { url, isMainFrame: true })),
        onCommit() {},
        onProcessGone() {},
      })
      return script
    }
    const { ref, props } = sample.shop
    ref({ injectJavaScript: (given) => evaluateInWebview(given) })
    window.onWebviewMessage = (data, url) => void props.onMessage({ nativeEvent: { data, url } })
    return props.injectedJavaScriptBeforeContentLoaded
  }
  Object.assign(window, { sample, core, shopUrl, createMiniapp, portTransport, openWebview })
`

const pageOf = (script: string, head = ''): string =>
  `<!doctype html><html lang="en"><head>${head}</head><body><section id="shop"></section><script type="module" src="./${script}"></script></body></html>`

/** The samples of one kind in a README. */
async function samplesOf(path: string, kind: string): Promise<string[]> {
  const readme = await readFile(join(root, path), 'utf8')
  const fences = readme.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'))
  return [...fences].map(([, code = '']) => code)
}

/** Builds a page of all samples of both READMEs; gives the names of those of the host. */
export async function buildReadmes(origins: TwoOrigins): Promise<string[]> {
  const { hostOrigin, miniappUrl } = origins
  const named = (codes: readonly string[]): [string, string][] =>
    codes.map((code) => [/^\/\/ (\S+)/.exec(code)?.[1] ?? '', code])
  const host = named(await samplesOf('packages/host/README.md', 'ts'))
  const core = named(await samplesOf('packages/core/README.md', 'ts'))
  const [markup = ''] = await samplesOf('packages/host/README.md', 'html')
  const [style = ''] = await samplesOf('packages/host/README.md', 'css')
  const [contract = ''] = await samplesOf('README.md', 'ts')
  const here = (code: string, url = miniappUrl): string =>
    code
      .replaceAll('https://shop.example/', url)
      .replaceAll("'https://shop.example'", `'${new URL(url).origin}'`)
  const oldUrl = new URL('old.html', miniappUrl).href
  const names = host.map(([name]) => name)
  const files: [string, string][] = [
    ['host/contract.ts', contract],
    ...host.map(([name, code]): [string, string] => [
      `host/${name}`,
      here(code, name === 'connector.ts' ? oldUrl : miniappUrl),
    ]),
    ...core.map(([name, code]): [string, string] => [`core/${name}`, code]),
    ['main.js', main(names, here(markup), miniappUrl)],
    ['shop.js', shop(hostOrigin)],
    ['old.js', oldPage],
    ['index.html', pageOf('main.js', `<style>${style}</style>`)],
    ['miniapp.html', pageOf('shop.js')],
    ['old.html', pageOf('old.js')],
  ]
  origins.serve(await buildPages('package-readmes', Object.fromEntries(files)))
  return names
}

export async function openSample(
  page: Page,
  { hostOrigin }: TwoOrigins,
  name: string,
): Promise<void> {
  await page.goto(`${hostOrigin}/?sample=${name}`)
  await page.waitForFunction(() => 'sample' in window)
}

/** The frame of the miniapp, when its script has run. */
export async function shopOf(page: Page): Promise<Frame> {
  const element = await page.locator('iframe').elementHandle()
  const frame = await element?.contentFrame()
  if (!frame) throw new Error('There is no frame of a miniapp')
  await frame.waitForLoadState()
  return frame
}
