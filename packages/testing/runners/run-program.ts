import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The folder of this package. */
export const packageFolder: string = fileURLToPath(new URL('..', import.meta.url))

/** Without them a program cannot start; Windows has names of its own, and may write `Path`. */
const needed = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR']

export interface Ended {
  readonly code: number
  /** Standard output and error, without colours. */
  readonly output: string
}

/** Runs a program of Node in a package's folder, as a user's command line would, whatever runs this test. */
export function runNode(
  args: readonly string[],
  { env: more = {} }: { env?: Record<string, string> } = {},
): Promise<Ended> {
  const kept = Object.entries(process.env).filter(([name]) => needed.includes(name.toUpperCase()))
  const env = { ...Object.fromEntries(kept), NO_COLOR: '1', CI: '1', ...more }
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: packageFolder, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
    )
  })
}
