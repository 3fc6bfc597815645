import { errorFacts } from './facts.js'
import type { Scenario } from './scenario.js'
import { mountMiniapp, type Side, testHost, testMiniapp } from './sides.js'

export interface Talk {
  /** Adds handlers, and gives what they saw when all is over. */
  answer(side: Side): () => unknown
  /** Asks the other side, and gives what came of it. */
  ask(side: Side): Promise<unknown>
  readonly hostOptions?: Parameters<typeof testHost>[0]
  readonly miniappOptions?: Parameters<typeof testMiniapp>[1]
}

/** What one side asked, what its handlers saw, and what it was told besides. */
interface Told {
  readonly asked: unknown
  readonly seen: unknown
  readonly errors: readonly unknown[]
}

/** A rule that holds in both directions: the host asks and the miniapp answers, and the other way, at once. */
export function bothWays(talk: Talk): Scenario {
  const prepare = (side: Side) => {
    const errors: unknown[] = []
    side.on('error', (error) =>
      errors.push({ ...errorFacts(error), cause: String(error.cause ?? '') }),
    )
    side.on('late-reply', ({ type, result }) => errors.push({ late: type, result }))
    return { errors, seen: talk.answer(side) }
  }
  return {
    async host(stage) {
      const app = mountMiniapp(stage, testHost(talk.hostOptions))
      const { errors, seen } = prepare(app)
      const [asked] = await Promise.all([talk.ask(app), stage.heard('miniapp')])
      stage.cue(app.iframe.contentWindow, 'over')
      const miniapp = await stage.heard('miniapp')
      return { host: { asked, seen: seen(), errors }, miniapp }
    },
    async miniapp(stage) {
      const miniapp = testMiniapp(stage, talk.miniappOptions)
      const { errors, seen } = prepare(miniapp)
      const asked = await talk.ask(miniapp)
      stage.say('asked')
      await stage.cued('over')
      return { asked, seen: seen(), errors } satisfies Told
    },
  }
}
