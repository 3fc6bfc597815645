import { scenarios } from '../scenarios/index.js'
import { threats } from '../threats/index.js'
import { publish } from './publish.js'
import type { Scenario } from './scenario.js'
import { createStage } from './stage.js'
import { watchUncaught } from './uncaught.js'

const LONGEST_MS = 25_000
const isTop = window.top === window && !window.opener
const uncaught: string[] = []
let isPublished = false

const stage = createStage({ uncaught: (text) => uncaught.push(text), failed: fail })
// A page that breaks itself on purpose keeps to itself what goes wrong in it.
if (stage.query('broken') === undefined)
  watchUncaught((text) =>
    isTop ? uncaught.push(text) : stage.tell({ stage: 'uncaught', text: `${stage.role}: ${text}` }),
  )

if (isTop) {
  // A test that is given more time passes it on.
  const longest = Number(stage.query('longest') ?? LONGEST_MS)
  setTimeout(() => fail(`nothing after ${longest} ms, it waits for: ${stage.waiting()}`), longest)
}

const name = stage.query('scenario') ?? ''
const scenario: Scenario | undefined = scenarios[name] ?? threats[name]
const role = scenario?.[stage.role]

try {
  if (!role) throw new Error(`Scenario "${name}" has no role "${stage.role}"`)
  const result = await role(stage)
  if (isTop) await succeed(result)
  else stage.say(result)
} catch (error) {
  // Chromium's stacks begin with the message, those of the others do not have it.
  const text = error instanceof Error ? `${error}\n${error.stack}` : String(error)
  if (isTop) fail(text)
  else stage.tell({ stage: 'failed', text: `${stage.role}: ${text}` })
}

async function succeed(result: unknown): Promise<void> {
  // What went uncaught in the last turn is told after it.
  stage.cue(window, 'end')
  await stage.cued('end')
  if (isPublished) return
  isPublished = true
  publish({ result, uncaught })
}

function fail(text: string): void {
  if (isPublished) return
  isPublished = true
  publish({ failed: text })
}
