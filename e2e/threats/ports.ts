import { countClosedPorts } from '../pages/closed-ports.js'
import { outcomeOf } from '../pages/facts.js'
import { answerConnect, rawHost } from '../pages/raw-host.js'
import { rawMiniapp } from '../pages/raw-miniapp.js'
import { type RawPort, rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const ask = (n: number) =>
  JSON.stringify({ n, a: 1, m: [rpc('event', { type: 'ask', payload: n }, n)] })

function canTransferStreams(): boolean {
  const stream = new ReadableStream()
  try {
    structuredClone(stream, { transfer: [stream] })
    return true
  } catch {
    return false
  }
}

/** Sends ports along with what is said on the port of the session: what came over them, and the answers. */
async function smuggle(port: RawPort): Promise<unknown> {
  const channels = Array.from({ length: 4 }, () => new MessageChannel())
  const heard: unknown[] = []
  for (const { port1 } of channels) port1.onmessage = ({ data }) => heard.push(data)
  const [one, two, three, four] = channels.map(({ port2 }) => port2)
  if (!one || !two || !three || !four) throw new Error('Too few ports')
  port.post(ask(2), [one])
  port.post(ask(3), [two, three])
  // Something that is no packet, and a stream, which is a port inside where the engine hands streams over.
  const streams = canTransferStreams() ? [new ReadableStream()] : []
  port.post({ four, streams }, [four, ...streams])
  const answers: unknown[] = []
  while (answers.length < 2) answers.push(...(await port.next()).m.map(({ result }) => result))
  port.post(JSON.stringify({ n: 4, a: 1, m: [rpc('bridge/ping', {}, 'p')] }))
  await port.next()
  return { answers, heard }
}

/** A miniapp that is written by hand smuggles ports to a host. */
export const portsToHost: Scenario = {
  async host(stage) {
    const host = testHost()
    const errors: string[] = []
    host.on('error', ({ code }) => errors.push(code))
    host.onCustomEvent('ask', (payload) => payload)
    const app = mountMiniapp(stage, host)
    await app.connected
    const closedPorts = countClosedPorts()
    stage.cue(app.iframe.contentWindow, 'smuggle')
    const miniapp = await stage.heard('miniapp')
    return { miniapp, closedPorts: closedPorts(), errors, status: app.status }
  },
  async miniapp(stage) {
    const port = await rawMiniapp(stage)
    await stage.cued('smuggle')
    return await smuggle(port)
  },
}

/** The other way; a knock and a welcome bring ports too, and a miniapp speaks on its own one alone. */
export const portsToMiniapp: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const { data, port } = await host.hello()
    const offered = new MessageChannel()
    const heard: unknown[] = []
    offered.port1.onmessage = (event) => heard.push(event.data)
    const welcome = { drawbridge: 1, kind: 'welcome', attempt: data.attempt, protocol: 1 }
    host.frame.contentWindow?.postMessage(welcome, '*', [offered.port2])
    await answerConnect(port)
    const smuggled = await smuggle(port)
    stage.cue(host.frame.contentWindow, 'tell')
    return { smuggled, heard, miniapp: await stage.heard('miniapp') }
  },
  async miniapp(stage) {
    const closedPorts = countClosedPorts()
    const miniapp = testMiniapp(stage)
    const errors: string[] = []
    miniapp.on('error', ({ code }) => errors.push(code))
    miniapp.onCustomEvent('ask', (payload) => payload)
    await stage.cued('tell')
    return { errors, status: miniapp.status, closedPorts: closedPorts() }
  },
}

/** Another library of the two pages has channels of its own between them: they stay as they are. */
export const foreignPorts: Scenario = {
  async host(stage) {
    const echoes: MessagePort[] = []
    addEventListener('message', ({ data, ports }) => {
      if (data?.drawbridge === 1) return
      for (const port of ports) {
        port.onmessage = (event) => port.postMessage(event.data)
        echoes.push(port)
      }
    })
    const app = mountMiniapp(stage, testHost())
    app.onCustomEvent('ask', (payload) => payload)
    const miniapp = await stage.heard('miniapp')
    return { miniapp, status: app.status, foreign: echoes.length }
  },
  async miniapp(stage) {
    const echoed: Promise<unknown>[] = []
    const offer = (message: unknown, count: number): void => {
      const channels = Array.from({ length: count }, () => new MessageChannel())
      for (const { port1 } of channels) {
        echoed.push(new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data))))
        port1.postMessage('echo')
      }
      parent.postMessage(
        message,
        stage.origins.host,
        channels.map(({ port2 }) => port2),
      )
    }
    // More of them than hellos are taken in the time, before and while there is a session.
    const envelopes = [{ penpal: true }, { drawbridge: 2, kind: 'hello' }, 'hello', null]
    for (let round = 0; round < 5; round++) for (const message of envelopes) offer(message, 1)
    const miniapp = testMiniapp(stage)
    const asked = await outcomeOf(miniapp.request('ask', 1))
    for (const message of envelopes) offer(message, 2)
    return {
      asked,
      again: await outcomeOf(miniapp.request('ask', 2)),
      echoed: (await Promise.all(echoed)).length,
    }
  },
}
