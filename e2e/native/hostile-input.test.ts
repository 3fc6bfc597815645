// The same hostile packets to the host in Kotlin and to the one in TypeScript: they have to answer alike.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileConversation } from './hostile-input.js'
import { openKotlinHost, openTypescriptHost, type State, type VectorHost } from './hosts.js'
import { type Driver, kotlinHost, startKotlin } from './kotlin.js'

const CONVERSATIONS = 200

/** What a miniapp could tell two hosts apart by, but for texts meant for people and for names drawn at random. */
function told({ packets, heard, isConnected }: State): unknown {
  const messages = packets.flatMap(({ m }) => m).map((message) => JSON.stringify(message, strip))
  // The order between replies is free.
  return { messages: messages.sort(), heard, isConnected }
}

function strip(name: string, value: unknown): unknown {
  return name === 'message' || name === 'reference' || name === 'session' || name === 'platform'
    ? ''
    : value
}

async function converse(host: VectorHost, packets: readonly string[]): Promise<unknown[]> {
  const states: unknown[] = []
  for (const packet of packets) states.push(told(await host.packet(packet)))
  return states
}

describe.skipIf(kotlinHost.length === 0)('the Kotlin host and the TypeScript host', () => {
  let driver: Driver
  beforeAll(() => {
    driver = startKotlin()
  })
  afterAll(() => driver.stop())

  it(`answer ${CONVERSATIONS} hostile conversations alike`, async () => {
    let refusals = 0
    let survivals = 0
    for (let seed = 1; seed <= CONVERSATIONS; seed++) {
      const packets = hostileConversation(seed)
      const typescript = openTypescriptHost()
      const expected = await converse(typescript, packets)
      typescript.close()
      const actual = await converse(await openKotlinHost(driver), packets)
      expect(actual, `seed ${seed}: ${packets.join('\n')}`).toEqual(expected)
      const text = JSON.stringify(actual)
      if (text.includes('INVALID_MESSAGE') || text.includes('INVALID_PAYLOAD')) refusals++
      if (text.includes('\\"id\\":999')) survivals++
    }
    // The input is hostile, and does not only end sessions.
    expect(refusals).toBeGreaterThan(CONVERSATIONS / 50)
    expect(survivals).toBeGreaterThan(CONVERSATIONS / 2)
  })
})
