/// <reference path="../../scripts/provided-context.d.ts" />
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { inject } from 'vitest'

/** The command of the Kotlin host's driver; empty where there is no Java. */
export const kotlinHost = inject('kotlinHost')

export interface Driver {
  /** Has one command done and gives what it answers. Rejects with what was thrown. */
  run(command: object): Promise<unknown>
  stop(): Promise<void>
}

type Answer = {
  readonly answer?: unknown
  readonly error?: { readonly code: string; readonly message: string }
}

/** Starts a JVM with the Kotlin host, which takes commands as lines of JSON and answers each with one. */
export function startKotlin(): Driver {
  const [program = '', ...args] = kotlinHost
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const waiting: { resolve(answer: Answer): void; reject(error: Error): void }[] = []
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more
    // Not by readline, for which U+2028 ends a line.
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const line = text.slice(0, end)
      text = text.slice(end + 1)
      waiting.shift()?.resolve(JSON.parse(line) as Answer)
    }
  })
  child.on('exit', () => {
    for (const { reject } of waiting.splice(0)) reject(new Error('The JVM has ended'))
  })
  return {
    async run(command) {
      if (child.exitCode !== null) throw new Error('The JVM has ended')
      const { answer, error } = await new Promise<Answer>((resolve, reject) => {
        waiting.push({ resolve, reject })
        child.stdin.write(`${JSON.stringify(command)}\n`)
      })
      if (error) throw Object.assign(new Error(error.message), { code: error.code })
      return answer
    },
    async stop() {
      child.stdin.end()
      await ended
    },
  }
}
