import { countDataReads } from '../pages/data-reads.js'
import { rawHost } from '../pages/raw-host.js'
import { rawMiniapp } from '../pages/raw-miniapp.js'
import { ping, type RawPort, rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const LONG = 20_000_000
const ROWS = 150_000

function rows(): object[] {
  return Array.from({ length: ROWS }, (_, id) => ({ id, name: `row ${id}`, price: 1.5 }))
}

/** Sends what no side should read, each followed by a round trip: how each was answered. */
async function overwhelm(port: RawPort): Promise<unknown> {
  const table = rows()
  const answer = async (payload: unknown, id: number): Promise<unknown> => {
    port.say(rpc('event', { type: 'take', payload }, id))
    const [message] = (await port.next()).m
    const { error } = message as { error?: { data: { code: string } } }
    return [message?.id, error?.data.code, await ping(port)]
  }
  const text = await answer('x'.repeat(LONG), 1)
  const many = await answer(table, 2)
  // Not a text at all: it has no number, and takes none.
  port.post({ n: 9, a: 0, m: [rpc('event', { type: 'take', payload: table })] })
  return { text, many, alive: await ping(port) }
}

/** Twenty million characters and 150,000 rows, on the port and over windows. */
export const hugeToHost: Scenario = {
  async host(stage) {
    const readsOf = countDataReads()
    const host = testHost()
    const errors: string[] = []
    const taken: string[] = []
    host.on('error', ({ code }) => errors.push(code))
    host.onCustomEvent('*', (type) => taken.push(type))
    const app = mountMiniapp(stage, host)
    const beside = document.createElement('iframe')
    beside.src = stage.page('beside')
    document.body.append(beside)
    await stage.heard('beside')
    const miniapp = await stage.heard('miniapp')
    // The page of the scenario reads each message once itself.
    const reads = readsOf((data) => Array.isArray((data as { app?: unknown })?.app))
    return { miniapp, errors, taken, reads, status: app.status }
  },
  async miniapp(stage) {
    const port = await rawMiniapp(stage)
    const answers = await overwhelm(port)
    const hello = { drawbridge: 1, kind: 'hello', attempt: 'a2', app: rows().slice(0, 10) }
    parent.postMessage(hello, stage.origins.host)
    const two = [new MessageChannel().port1, new MessageChannel().port1]
    parent.postMessage(hello, stage.origins.host, two)
    return answers
  },
  async beside(stage) {
    const hello = { drawbridge: 1, kind: 'hello', attempt: 'a1', app: rows() }
    parent.postMessage(hello, stage.origins.host, [new MessageChannel().port1])
    return 'said hello'
  },
}

/** The other way: a host that is written by hand to a miniapp. */
export const hugeToMiniapp: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const port = await host.connect()
    const answers = await overwhelm(port)
    stage.cue(host.frame.contentWindow, 'tell')
    return { answers, miniapp: await stage.heard('miniapp') }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const errors: string[] = []
    const taken: string[] = []
    miniapp.on('error', ({ code }) => errors.push(code))
    miniapp.onCustomEvent('*', (type) => taken.push(type))
    await stage.cued('tell')
    return { errors, taken, status: miniapp.status }
  },
}

/** What is too large and does not even begin like a request cannot be answered: it ends the session. */
export const hugeNonsense: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    const miniapp = await stage.heard('miniapp')
    return { miniapp, status: app.status }
  },
  async miniapp(stage) {
    const port = await rawMiniapp(stage)
    port.post(`{"m":[${'1,'.repeat(LONG / 4)}1],"a":0,"n":2}`)
    return (await port.next()).m
  },
}
