import type { Scenario } from '../pages/scenario.js'
import * as addresses from './addresses.js'
import * as copies from './copies.js'
import * as errors from './errors.js'
import * as falseHosts from './false-hosts.js'
import * as foreign from './foreign.js'
import * as forgeries from './forgeries.js'
import * as names from './names.js'
import * as navigations from './navigations.js'
import * as opaqueFrames from './opaque-frames.js'
import * as patches from './patches.js'
import * as ports from './ports.js'
import * as relays from './relays.js'
import * as replays from './replays.js'
import * as sandboxes from './sandboxes.js'
import * as senders from './senders.js'
import * as shapes from './shapes.js'
import * as sizes from './sizes.js'
import * as versions from './versions.js'

/** Every threat that is played, by its name. */
export const threats: Readonly<Record<string, Scenario>> = {
  ...addresses,
  ...copies,
  ...errors,
  ...falseHosts,
  ...foreign,
  ...forgeries,
  ...names,
  ...navigations,
  ...opaqueFrames,
  ...patches,
  ...ports,
  ...relays,
  ...replays,
  ...sandboxes,
  ...senders,
  ...shapes,
  ...sizes,
  ...versions,
}
