import { connectPacket, type HostVector, readVectors } from './vectors.js'

/** Numbers from 0 to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const junk: readonly string[] = [
  'null',
  'true',
  '0',
  '-0',
  '1',
  '-1',
  '1.0',
  '1e0',
  '0.1e1',
  '1.5',
  '1e400',
  '9007199254740991',
  '9007199254740993',
  '1e19',
  '01',
  '1.',
  '.5',
  '+1',
  'NaN',
  'undefined',
  '""',
  '"x"',
  '"\\u0000"',
  '"\\ud83d"',
  '"\\u00e9\\/"',
  '"\\x41"',
  '"a\tb"',
  '[]',
  '[[]]',
  '[,]',
  '[1,]',
  '{}',
  '{"a":1,}',
  '{"a":1,"a":2}',
  '{"__proto__":{"isAdmin":true}}',
  '{"$reserved":1}',
  '{a:1}',
  "'x'",
  `${'['.repeat(300)}${']'.repeat(300)}`,
  '"event"',
  '"appEvent"',
  '"echo"',
  '"2.0"',
  '"bridge/close"',
  '"bridge/ping"',
  '"$/cancel"',
  '{"key":"k"}',
  '{"key":"k","silence":1}',
]

/** Where a value stands in JSON text: after a colon, a bracket or a comma. */
const value =
  /(?<=[:[,]\s*)(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null|\{\}|\[\])(?=\s*[,\]}])/g

const texts = readVectors<HostVector>('host')
  .flatMap(({ steps }) => steps.map((step) => step.in ?? ''))
  .filter((text) => text.includes('"m":[{') && !text.includes('bridge/connect'))

/**
 * One conversation with a host: a connect, then packets that are changed in places, most of them with the right number,
 * and a last one that asks whether the session is still there.
 */
export function hostileConversation(seed: number): readonly string[] {
  const random = createRandom(seed)
  const below = (count: number): number => Math.floor(random() * count)
  const pick = (list: readonly string[]): string => list[below(list.length)] ?? ''

  function changed(text: string): string {
    const kind = below(4)
    if (kind === 0) return text
    if (kind === 1) {
      const at = below(text.length)
      return text.slice(0, at) + pick(['', '"', '{', ']', '\\', '\u2028', ',']) + text.slice(at + 1)
    }
    const places = [...text.matchAll(value)]
    const place = places[below(places.length)]
    if (!place) return text
    return text.slice(0, place.index) + pick(junk) + text.slice(place.index + place[0].length)
  }

  const packets: string[] = []
  for (let number = 2; number < 9; number++) {
    const numbered = pick(texts).replace(/"n":\d+/, `"n":${number}`)
    packets.push(changed(numbered))
    // What has come already is dropped; what was not readable comes again, so that the next is no gap.
    packets.push(`{"n":${number},"a":0,"m":[{"jsonrpc":"2.0","method":"$/later"}]}`)
  }
  const last =
    '{"n":9,"a":0,"m":[{"jsonrpc":"2.0","id":999,"method":"event","params":{"type":"echo","payload":9}}]}'
  return [connectPacket, ...packets, last]
}
