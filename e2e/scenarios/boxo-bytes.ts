import { boxoMethods, type MethodFacts } from '@drawbridge/boxo'
import dropIn from '@drawbridge/boxo/js-sdk'
import { publishedMiniapp, type Raw } from '../pages/boxo-sides.js'
import type { Role, Scenario } from '../pages/scenario.js'
import type { Stage } from '../pages/stage.js'

const methods = Object.entries<MethodFacts>(boxoMethods)
  .filter(([, { request }]) => request !== undefined)
  .map(([method]) => method)
const params = { transactionToken: 'pt', text: 'a "b" </c>', list: [1, null, { d: true }], n: 1.5 }

/** The bridge of a native host that only writes down: the text of an Android call, the object of an iOS call as JSON. */
const bridges: Readonly<Record<string, (note: (said: unknown) => void) => object>> = {
  android: (note) => ({ AppboxoJs: each((method) => (text: string) => note([method, text])) }),
  ios(note) {
    const messageHandlers = each((method) => ({
      postMessage: (body: object) => note([method, JSON.stringify(body)]),
    }))
    return { webkit: { messageHandlers } }
  },
  web: () => ({}),
}

function each(make: (method: string) => unknown): object {
  return Object.fromEntries(methods.map((method) => [method, make(method)]))
}

/** Sends every method with an id, without one, and without params. */
function sayAll(sdk: Raw): void {
  for (const method of methods) {
    void sdk.sendPromise(method, params).catch(() => {})
    sdk.send(method, params)
    sdk.send(method)
  }
}

/** Both SDKs in a page of one kind: what each of them said, line by line. */
const speaking =
  (kind: string): Role =>
  async (stage) => {
    const said: unknown[] = []
    Object.assign(
      window,
      bridges[kind]?.((line) => said.push(line)),
    )
    const halves: unknown[][] = []
    for (const sdk of [(await publishedMiniapp()) as Raw, dropIn as unknown as Raw]) {
      sayAll(sdk)
      if (kind === 'web') {
        stage.cue(window.top, 'said')
        said.push(...((await stage.cued('heard')) as unknown[]))
      }
      halves.push(said.splice(0))
    }
    return halves
  }

/** The published SDK and the drop-in send the same, but for the numbers that they begin with. */
export const sameBytes: Scenario = {
  async host(stage) {
    const said: string[] = []
    addEventListener('message', ({ data }) => {
      if (data?.type === 'appboxo-js-sdk') said.push(JSON.stringify(data))
    })
    const told: Record<string, unknown> = {}
    for (const kind of Object.keys(bridges)) {
      const frame = document.createElement('iframe')
      frame.src = stage.page(kind)
      document.body.append(frame)
      const halves = stage.heard(kind)
      if (kind === 'web') await passOn(stage, frame, said)
      told[kind] = compared((await halves) as unknown[][])
    }
    return told
  },
  android: speaking('android'),
  ios: speaking('ios'),
  web: speaking('web'),
}

async function passOn(stage: Stage, frame: HTMLIFrameElement, said: string[]): Promise<void> {
  for (const _half of ['published', 'drop-in']) {
    await stage.cued('said')
    stage.cue(frame.contentWindow, 'heard', said.splice(0))
  }
}

/** How many lines there are, and the pairs that differ once ids count from 1. */
function compared([published = [], ours = []]: unknown[][]): object {
  const [theirs, mine] = [published, ours].map((lines) => {
    const texts = lines.map((line) => JSON.stringify(line))
    const first = Math.min(...texts.map((text) => idIn(text) ?? Number.POSITIVE_INFINITY))
    return texts.map((text) =>
      text.replace(/(request_id\W+)(\d+)/, (_, name, id) => `${name}${Number(id) - first + 1}`),
    )
  }) as [string[], string[]]
  const differ = theirs.filter((line, i) => line !== mine[i])
  return {
    lines: [theirs.length, mine.length],
    ids: theirs.filter((line) => idIn(line)).length,
    differ,
  }
}

function idIn(text: string): number | undefined {
  const [, id] = /request_id\W+(\d+)/.exec(text) ?? []
  return id === undefined ? undefined : Number(id)
}
