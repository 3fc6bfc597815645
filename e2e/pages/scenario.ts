import type { Stage } from './stage.js'

/**
 * One story on several pages. `host` plays in the page that the driver opens, every other role in the frames that
 * ask for it; what `host` resolves with is the result. Scenarios report what they saw, in JSON, and judge nothing.
 */
export type Scenario = {
  readonly host: Role
  readonly [role: string]: Role
}

export type Role = (stage: Stage) => Promise<unknown>
