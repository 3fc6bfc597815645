import { installCommand, repeatInstall } from './package-manager.mjs'
import { isStopped, runProgram, runScript } from './processes.mjs'
import { clearResults, listNotRun, readNotRun, readResults, recordResults } from './results.mjs'
import { createTurns, runSideBySide } from './side-by-side.mjs'
import { steps } from './steps.mjs'

/**
 * @typedef {object} Work
 * @property {string} repeat the command that repeats just this task
 * @property {(beside?: import('./processes.mjs').Beside) => Promise<number>} run gives the exit code
 * @property {true} [isServer] it runs until it is stopped, and there is nothing to sum up then
 *
 * @typedef {import('./side-by-side.mjs').Place & Work} Task
 */

/** What cannot be run on this machine is a failure then. */
const ALL_ENGINES = '--all-engines'

/** @type {Record<string, (rest: string[]) => Task[]>} */
const pipelines = {
  start: (rest) => [installTask(), playgroundTask('start', rest)],
  test: (rest) => [installTask(), ...stepTasks(steps, rest)],
  dev: (rest) => [playgroundTask('dev', rest)],
  bench: (rest) => [installTask(), ...stepTasks(steps, ['build', 'browser']), benchTask(rest)],
  ok: (rest) =>
    stepTasks(
      steps.filter((step) => !step.browser),
      rest,
    ),
}

/**
 * Runs one pipeline, stops at its first failure and says how to repeat just that step.
 *
 * @param {string | undefined} name one of the pipelines
 * @param {string[]} rest names of steps choose among them; everything else goes to the last one that runs
 * @returns {Promise<number>} the exit code
 */
export async function runPipeline(name, rest) {
  const makeTasks = name === undefined ? undefined : pipelines[name]
  if (!makeTasks) {
    console.error(
      `Usage: node scripts/run.mjs ${Object.keys(pipelines).join('|')} [steps] [arguments]`,
    )
    return 2
  }
  if (rest.includes(ALL_ENGINES)) process.env.DRAWBRIDGE_ALL_ENGINES = '1'
  const tasks = makeTasks(rest.filter((argument) => argument !== ALL_ENGINES))
  const isSummed = !tasks.some((task) => task.isServer)
  if (isSummed) clearResults()
  const began = performance.now()
  /** @type {Map<Task, string>} */
  const lines = new Map()
  /** @type {{ task: Task, code: number } | undefined} */
  let failure
  /** @type {number | undefined} */
  let stopped
  const takeTurn = createTurns((text) => void process.stdout.write(text))

  await runSideBySide(tasks, async (task, ended) => {
    const turn = takeTurn()
    turn.say(`\n▸ ${task.label} (${tasks.indexOf(task) + 1} of ${tasks.length})\n`)
    const taskBegan = performance.now()
    const code = await task.run(task.alone ? undefined : { say: turn.say, ended })
    if (task.isServer && (code === 0 || isStopped(code))) {
      stopped = code
      return false
    }
    const time = seconds(performance.now() - taskBegan)
    const notRun = readNotRun(task.label)
    if (notRun) lines.set(task, line('-', task, `NOT RUN: ${notRun}`))
    else if (code === 0) {
      turn.say(`✓ ${task.label} in ${time}\n`)
      lines.set(task, line('✓', task, time))
    } else if (ended.aborted) lines.set(task, line('-', task, `stopped after ${time}`))
    else {
      lines.set(task, line('✗', task, time))
      failure = { task, code }
    }
    turn.end()
    return failure === undefined
  })

  if (stopped !== undefined) return stopped
  if (isSummed)
    summarise(
      tasks.map((task) => lines.get(task) ?? line('-', task, 'not run')),
      began,
    )
  if (!failure) return 0
  const { task, code } = failure
  console.error(
    isStopped(code)
      ? `\n${task.label} was stopped.`
      : `\n${task.label} failed with exit code ${code}. To repeat just this step: ${task.repeat}`,
  )
  return code
}

/** @returns {Task} */
function installTask() {
  return {
    label: 'install',
    alone: true,
    repeat: repeatInstall(),
    run: () => runProgram(installCommand()),
  }
}

/**
 * @param {'start' | 'dev'} script
 * @param {string[]} args
 * @returns {Task}
 */
function playgroundTask(script, args) {
  return {
    label: 'playground',
    alone: true,
    repeat: repeatOf(script, args),
    run: () => runScript(script, args, { folder: 'playground' }),
    isServer: true,
  }
}

/**
 * @param {string[]} args
 * @returns {Task}
 */
function benchTask(args) {
  return {
    label: 'bench',
    alone: true,
    repeat: repeatOf('bench', args),
    run: () => runScript('bench', args, { folder: 'bench' }),
  }
}

/**
 * The command as a person would type it.
 *
 * @param {string} script
 * @param {string[]} args
 */
function repeatOf(script, args) {
  return [`npm run ${script}`, ...(args.length > 0 ? ['--', ...args] : [])].join(' ')
}

/**
 * @param {readonly import('./steps.mjs').Step[]} available
 * @param {string[]} rest
 * @returns {Task[]}
 */
function stepTasks(available, rest) {
  const names = new Set(available.map((step) => step.script))
  const wanted = new Set(rest.filter((argument) => names.has(argument)))
  const args = rest.filter((argument) => !names.has(argument))
  const chosen = wanted.size > 0 ? available.filter((step) => wanted.has(step.script)) : available
  return chosen.map(({ script, runner, after = [], alone }, index) => {
    const own = index === chosen.length - 1 ? args : []
    return {
      label: script,
      after,
      // A step that was asked for by itself has the terminal to itself.
      ...((alone || chosen.length === 1) && { alone: true }),
      repeat: repeatOf(script, own),
      run: (beside) => {
        const record = runner ? recordResults(runner, script) : { args: [], env: {} }
        return runScript(script, [...record.args, ...own], { env: record.env, beside })
      },
    }
  })
}

/**
 * @param {string[]} lines
 * @param {number} began
 */
function summarise(lines, began) {
  console.log(`\n${[...lines, ...partsNotRun()].join('\n')}`)
  console.log(`  ${'in all'.padEnd(16)} ${seconds(performance.now() - began)}`)
  const tests = readResults()
  if (!tests) return
  const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''
  console.log(`\ntests: ${tests.passed} passed, ${tests.failed} failed${skipped}`)
}

/** What steps that ran had to leave out on this machine. */
function partsNotRun() {
  const names = new Set(steps.map(({ script }) => script.replaceAll(':', '-')))
  return listNotRun()
    .filter((name) => !names.has(name))
    .map((name) => `- ${name.padEnd(16)} NOT RUN: ${readNotRun(name)}`)
}

/**
 * @param {string} mark
 * @param {Task} task
 * @param {string} text
 */
function line(mark, task, text) {
  return `${mark} ${task.label.padEnd(16)} ${text}`
}

/** @param {number} milliseconds */
function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
