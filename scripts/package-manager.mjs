import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { rootFolder } from './root.mjs'

/** Installs exactly what the lockfile says. */
export function installCommand() {
  return [...pnpmCommand(), 'install', '--frozen-lockfile']
}

/** The same, as a person would type it. */
export function repeatInstall() {
  return `npm exec --yes --package ${pinnedPnpm()} -- pnpm install --frozen-lockfile`
}

/**
 * The command of the pnpm that package.json pins: the one that runs this script when it is that version, else npm
 * fetches it. Neither corepack nor a global pnpm is needed.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function pnpmCommand(env = process.env) {
  const pnpm = pinnedPnpm()
  const runner = env.npm_execpath
  if (runner && env.npm_config_user_agent?.startsWith(`${pnpm.replace('@', '/')} `)) {
    return /\.[cm]?js$/.test(runner) ? [process.execPath, runner] : [runner]
  }
  return [
    process.execPath,
    findNpm(env),
    'exec',
    '--yes',
    '--loglevel=error',
    '--package',
    pnpm,
    '--',
    'pnpm',
  ]
}

/** The pin, such as `pnpm@12.0.0`, without the hash that may follow it. */
function pinnedPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(rootFolder, 'package.json'), 'utf8'))
  const pin = /^pnpm@\d+\.\d+\.\d+/.exec(packageManager)
  if (!pin) throw new Error(`packageManager in package.json pins no pnpm: "${packageManager}"`)
  return pin[0]
}

/**
 * npm's own JavaScript, so that it runs without a shell: Windows cannot start npm.cmd otherwise.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function findNpm(env) {
  if (env.npm_execpath && /^np[mx]-cli\.js$/.test(basename(env.npm_execpath))) {
    return join(dirname(env.npm_execpath), 'npm-cli.js')
  }
  const nodeFolder = dirname(realpathSync(process.execPath))
  const folders = [nodeFolder, ...(env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean)]
  for (const folder of folders) {
    const candidates = [
      join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
      join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
      join(folder, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
    ]
    const found = candidates.find((candidate) => existsSync(candidate))
    if (found) return found
  }
  throw new Error(
    `Cannot find npm, which comes with Node: looked beside ${process.execPath} and along the PATH. Install Node from https://nodejs.org and run the command again`,
  )
}
