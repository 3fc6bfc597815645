import type { Scenario } from '../pages/scenario.js'
import * as senders from './senders.js'

/** Every threat that is played, by its name. */
export const threats: Readonly<Record<string, Scenario>> = {
  ...senders,
}
