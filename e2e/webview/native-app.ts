import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startDisplay } from '../../scripts/display.mjs'
import { endGroup } from '../../scripts/processes.mjs'

/** What happens to a view, told by the app. */
export interface ViewEvents {
  /**
   * A script called the message handler `name`. `url` is the committed address of the main frame. What was an object is no
   * text, and given as its value.
   */
  message?(text: string | null, url: string, name: string, value: unknown): void
  committed?(url: string): void
  gone?(reason: string): void
}

/** One webview of the app. What it is told happens in that order. */
export interface View {
  handler(name: string): Promise<void>
  /** Adds a user script at document start. */
  inject(script: string, frames: 'main' | 'all'): Promise<void>
  /** Until the load has finished. */
  load(url: string): Promise<void>
  reload(): Promise<void>
  back(): Promise<void>
  /** Evaluates a script in the main frame without waiting. */
  fire(script: string): void
  evaluate(script: string): Promise<void>
  /** Runs the body of an async function in the main frame and gives its result, as JSON carries it. */
  run(body: string): Promise<unknown>
  /** Ends its web process. */
  kill(): Promise<void>
  close(): Promise<void>
}

export interface NativeApp {
  readonly webkit: string
  view(events: ViewEvents): View
  stop(): Promise<void>
}

interface Line {
  readonly id?: number
  readonly ok?: boolean
  readonly value?: string | null
  readonly event?: string
  readonly view: string
  readonly name: string
  readonly url: string
  readonly text: string | null
  readonly json?: string | null
  readonly reason: string
  readonly webkit: string
}

interface Waiting {
  resolve(value: string | null): void
  reject(error: Error): void
}

/** WebKit tells that a load has finished when all has come, before the last module of the page has run. */
const untilComplete =
  "if (document.readyState !== 'complete') await new Promise((resolve) => addEventListener('load', resolve, { once: true }))"

/** Starts the app under a display of its own. */
export async function startNativeApp(): Promise<NativeApp> {
  const script = fileURLToPath(new URL('host.py', import.meta.url))
  // Debian's own Python: another one does not see the packages of the system.
  const display = await startDisplay()
  const child = spawn('/usr/bin/python3', [script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: display.env,
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const waiting = new Map<number, Waiting>()
  const views = new Map<string, ViewEvents>()
  let lastId = 0
  let lastView = 0

  const exited = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      stderr += error.message
    })
    child.on('close', () => {
      for (const { reject } of waiting.values()) reject(new Error(`The app has ended: ${stderr}`))
      waiting.clear()
      resolve()
    })
  })

  function onLine(line: Line): void {
    const { id, ok, value = null, event, view } = line
    if (event === undefined) {
      const asked = waiting.get(id as number)
      waiting.delete(id as number)
      if (ok) asked?.resolve(value)
      else asked?.reject(new Error(String(value)))
      return
    }
    const events = views.get(view)
    if (event === 'message')
      events?.message?.(line.text, line.url, line.name, JSON.parse(line.json ?? 'null'))
    if (event === 'committed') events?.committed?.(line.url)
    if (event === 'gone') events?.gone?.(line.reason)
  }

  function tell(view: string, command: object): number {
    const id = ++lastId
    child.stdin.write(`${JSON.stringify({ id, view, ...command })}\n`)
    return id
  }

  function ask(view: string, command: object): Promise<string | null> {
    return new Promise((resolve, reject) => waiting.set(tell(view, command), { resolve, reject }))
  }

  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line
      if (line.event === 'ready') resolve(line.webkit)
      else onLine(line)
    })
    void exited.then(() => reject(new Error(`The app did not start: ${stderr}`)))
  })

  return {
    webkit: await ready,
    view(events) {
      const name = String(++lastView)
      views.set(name, events)
      const done = async (command: object): Promise<void> => void (await ask(name, command))
      const loaded = async (command: object): Promise<void> => {
        await done(command)
        await done({ do: 'run', body: untilComplete })
      }
      return {
        handler: (handler) => done({ do: 'handler', name: handler }),
        inject: (source, frames) => done({ do: 'inject', script: source, frames }),
        load: (url) => loaded({ do: 'load', url }),
        reload: () => loaded({ do: 'reload' }),
        back: () => loaded({ do: 'back' }),
        fire: (source) => void tell(name, { do: 'fire', script: source }),
        evaluate: (source) => done({ do: 'evaluate', script: source }),
        async run(body) {
          const wrapped = `return JSON.stringify({ it: await (async () => { ${body} })() })`
          const text = await ask(name, { do: 'run', body: wrapped })
          return (JSON.parse(text ?? '{}') as { it?: unknown }).it
        },
        kill: () => done({ do: 'kill' }),
        close: () => done({ do: 'close' }),
      }
    },
    async stop() {
      child.stdin.end()
      await exited
      // Processes of WebKit may be left.
      endGroup(child)
      display.end()
    },
  }
}
