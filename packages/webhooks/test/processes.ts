import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build, defaultServerConditions } from 'vite'
import { onTestFinished } from 'vitest'
import { gate, postJson } from './deliveries.js'
import type { ReceiverSettings } from './receiver-process.js'

const root = fileURLToPath(new URL('..', import.meta.url))
let program: Promise<string> | undefined

/** The process runs the sources too: Node alone reads no TypeScript, so they are bundled first. */
async function bundleProgram(): Promise<string> {
  const conditions = ['drawbridge-source', ...defaultServerConditions]
  const outDir = `${root}node_modules/.cache/receiver-process`
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions },
    ssr: { noExternal: true, resolve: { conditions } },
    build: { ssr: `${root}test/receiver-process.ts`, outDir, emptyOutDir: true, target: 'node20' },
  })
  return `${outDir}/receiver-process.js`
}

/** How often the effect of a delivery happened, by its id. */
export type Effects = Map<string, number>

export interface ReceiverProcess {
  /** Its answer to a delivery, or `cut` where the connection broke. */
  deliver(id: string): Promise<number | 'cut'>
  /** Resolves when it has come to the step where it stops. */
  readonly held: Promise<void>
  /** Ends it at once, as a crash does. Resolves when all that it said before is read. */
  kill(): Promise<void>
}

/** Starts a receiver, which ends with the test at the latest. */
export async function startReceiver(
  settings: ReceiverSettings,
  effects: Effects,
): Promise<ReceiverProcess> {
  const path = await (program ??= bundleProgram())
  const child = spawn(process.execPath, [path, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  onTestFinished(() => void child.kill('SIGKILL'))
  const { opened: held, open: hold } = gate()
  const port = new Promise<string>((resolve, reject) => {
    closed.then(() => reject(new Error('the receiver ended before it listened')))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, value = ''] = line.split(' ')
      if (word === 'held') hold()
      if (word === 'effect') effects.set(value, (effects.get(value) ?? 0) + 1)
      if (word === 'listening') resolve(value)
    })
  })
  const url = `http://127.0.0.1:${await port}`
  return {
    held,
    async deliver(id) {
      try {
        return (await fetch(new Request(url, postJson({ event: 'a', id })))).status
      } catch {
        return 'cut'
      }
    },
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
