import type { Scenario } from '../pages/scenario.js'
import * as aborts from './aborts.js'
import * as absent from './absent.js'
import * as appEvents from './app-events.js'
import * as attempts from './attempts.js'
import * as boxoBytes from './boxo-bytes.js'
import * as boxoComparison from './boxo-comparison.js'
import * as boxoDropIn from './boxo-drop-in.js'
import * as boxoFinding from './boxo-finding.js'
import * as boxoHost from './boxo-host.js'
import * as boxoMethods from './boxo-methods.js'
import * as boxoMiniapp from './boxo-miniapp.js'
import * as boxoRows from './boxo-rows.js'
import * as bursts from './bursts.js'
import * as capabilities from './capabilities.js'
import * as connecting from './connecting.js'
import * as context from './context.js'
import * as contracts from './contracts.js'
import * as crowds from './crowds.js'
import * as diagnoses from './diagnoses.js'
import * as elements from './elements.js'
import * as failures from './failures.js'
import * as floods from './floods.js'
import * as handlers from './handlers.js'
import * as history from './history.js'
import * as insecure from './insecure.js'
import * as keys from './keys.js'
import * as leaks from './leaks.js'
import * as lifecycle from './lifecycle.js'
import * as loadOrder from './load-order.js'
import * as origins from './origins.js'
import * as payloads from './payloads.js'
import * as policies from './policies.js'
import * as replies from './replies.js'
import * as sessions from './sessions.js'
import * as tap from './tap.js'
import * as timing from './timing.js'
import * as welcomes from './welcomes.js'
import * as wireHost from './wire-host.js'
import * as wireMiniapp from './wire-miniapp.js'

/** Every scenario by its name. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  ...aborts,
  ...absent,
  ...appEvents,
  ...attempts,
  ...boxoBytes,
  ...boxoComparison,
  ...boxoDropIn,
  ...boxoFinding,
  ...boxoHost,
  ...boxoMethods,
  ...boxoMiniapp,
  ...boxoRows,
  ...bursts,
  ...capabilities,
  ...connecting,
  ...context,
  ...contracts,
  ...crowds,
  ...diagnoses,
  ...elements,
  ...failures,
  ...floods,
  ...handlers,
  ...history,
  ...insecure,
  ...keys,
  ...leaks,
  ...lifecycle,
  ...loadOrder,
  ...origins,
  ...payloads,
  ...policies,
  ...replies,
  ...sessions,
  ...tap,
  ...timing,
  ...welcomes,
  ...wireHost,
  ...wireMiniapp,
}
