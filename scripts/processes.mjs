import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { rootFolder } from './root.mjs'

/** What a person or a supervisor ends a program with. */
const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * @param {number} code
 * @returns {boolean} whether it is that of a process that was asked to end
 */
export function isStopped(code) {
  return stopSignals.some((signal) => code === 128 + constants.signals[signal])
}

/**
 * @typedef {object} Beside how a program runs that has no terminal to itself
 * @property {(text: string) => void} say takes what it prints
 * @property {AbortSignal} ended tells it and all that it started to end
 */

/**
 * Runs a script of a package.json as npm would (local binaries on the PATH, the platform's own shell), without
 * npm's start-up time for each step.
 *
 * @param {string} name
 * @param {string[]} args
 * @param {{ folder?: string, env?: NodeJS.ProcessEnv, beside?: Beside | undefined }} [options] `folder` is where the
 *   package.json is, from the root
 * @returns {Promise<number>} the exit code
 */
export function runScript(name, args, { folder = '.', env = {}, beside } = {}) {
  const cwd = join(rootFolder, folder)
  const { scripts } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  if (!scripts?.[name]) throw new Error(`${join(folder, 'package.json')} has no script "${name}"`)
  const line = [scripts[name], ...args.map((argument) => quote(argument))].join(' ')
  // A shell keeps a signal to itself, so that a single command takes its place.
  const isSingle = process.platform !== 'win32' && !/[&|;]/.test(scripts[name])
  const command = isSingle ? `exec ${line}` : line
  const options = { cwd, shell: true, env: { ...withLocalBinaries(cwd), ...env } }
  return beside
    ? runBeside(command, options, beside)
    : wait(spawn(command, { ...options, stdio: 'inherit' }))
}

/**
 * @param {string} line
 * @param {{ cwd: string, shell: boolean, env: NodeJS.ProcessEnv }} options
 * @param {Beside} beside
 * @returns {Promise<number>} the exit code
 */
async function runBeside(line, { env, ...options }, { say, ended }) {
  const colours = process.stdout.isTTY && !env.NO_COLOR ? { FORCE_COLOR: '1' } : {}
  // In a group of its own, so that all of it can be ended: the shell alone would leave what it started.
  const detached = process.platform !== 'win32'
  const child = spawn(line, {
    ...options,
    detached,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...colours, ...env },
  })
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', say)
  const end = () => signalTo(child, 'SIGTERM', detached)
  ended.addEventListener('abort', end, { once: true })
  if (ended.aborted) end()
  const code = await wait(child, detached)
  ended.removeEventListener('abort', end)
  return code
}

/**
 * Runs a program by its path: no shell, no quoting.
 *
 * @param {readonly string[]} command
 * @param {string} [cwd]
 * @returns {Promise<number>} the exit code
 */
export function runProgram([file, ...args], cwd = rootFolder) {
  if (!file) throw new Error('Cannot run an empty command')
  return wait(spawn(file, args, { cwd, stdio: 'inherit', env: process.env }))
}

/**
 * Runs a program whose output matters only if it fails.
 *
 * @param {readonly string[]} command
 * @param {string} [cwd]
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function captureProgram([file, ...args], cwd = rootFolder) {
  if (!file) throw new Error('Cannot run an empty command')
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  return { code: await wait(child), output }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 * @param {boolean} leads whether it leads a group of its own, which hears it too
 */
function signalTo(child, signal, leads) {
  try {
    if (leads && child.pid !== undefined) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It has ended by itself.
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {boolean} [leads] whether it leads a group of its own
 * @returns {Promise<number>}
 */
function wait(child, leads = false) {
  // Ctrl-C in a terminal reaches every process of the group, so the child ends by itself and this process only has to
  // outlive it; a signal sent to this process alone, or to another group than the child's, has to be passed on.
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    if (leads || signal !== 'SIGINT' || !process.stdin.isTTY) signalTo(child, signal, leads)
  }
  for (const signal of stopSignals) process.on(signal, passOn)
  return new Promise((resolve) => {
    /** @param {number} code */
    const finish = (code) => {
      for (const signal of stopSignals) process.off(signal, passOn)
      resolve(code)
    }
    child.on('error', (error) => {
      console.error(`Cannot run ${child.spawnfile}: ${error.message}`)
      finish(1)
    })
    child.on('close', (code, signal) => {
      finish(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}

/**
 * Ends a process that was started as the head of a group (`detached`), with all that it has started.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
export function endGroup(child) {
  signalTo(child, 'SIGTERM', true)
}

/** @param {string} folder */
function withLocalBinaries(folder) {
  const env = { ...process.env }
  // Windows writes it Path, and two spellings at once make it pick either.
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const folders = [...new Set([folder, rootFolder])].map((parent) =>
    join(parent, 'node_modules', '.bin'),
  )
  env[key] = [...folders, env[key]].filter(Boolean).join(delimiter)
  return env
}

/** @param {string} argument */
function quote(argument) {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument
  return process.platform === 'win32'
    ? `"${argument.replaceAll('"', '""')}"`
    : `'${argument.replaceAll("'", "'\\''")}'`
}
