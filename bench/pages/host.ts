import { batchHost, portHost, windowHost } from './hosts/bare.js'
import { comlinkHost } from './hosts/comlink.js'
import { drawbridgeDefaultHost, drawbridgeHost } from './hosts/drawbridge.js'
import { penpalHost } from './hosts/penpal.js'
import { small } from './payloads.js'
import { echo, type HostHalf, type Service } from './sides.js'

const hosts: Readonly<Record<string, HostHalf>> = {
  port: portHost,
  batch: batchHost,
  window: windowHost,
  penpal: penpalHost,
  comlink: comlinkHost,
  drawbridge: drawbridgeHost,
  'drawbridge-default': drawbridgeDefaultHost,
}

const params = new URLSearchParams(location.search)
const frameUrl = params.get('frame') ?? ''
const half = hosts[params.get('half') ?? '']
if (!half) throw new Error('There is no such host')

const side = half(countingService(), Number(params.get('handlers') ?? 0))
const frames = Array.from({ length: Number(params.get('frames') ?? 1) }, () => side.mount(frameUrl))

/** What a driver asks of the host page. Times are milliseconds for one. */
const bench = {
  /** Whether all frames have answered. */
  ready: Promise.all(frames.map((frame) => frame.ask(small))).then(() => true),
  async connect(count: number): Promise<number> {
    let ms = 0
    for (let n = 0; n < count; n++) {
      const began = performance.now()
      const frame = side.mount(frameUrl)
      await frame.ask(small)
      ms += performance.now() - began
      frame.remove()
    }
    return ms / count
  },
  /** Leaves this thread to nothing else. */
  compute(ms: number): number {
    const began = performance.now()
    while (performance.now() - began < ms);
    return performance.now() - began
  },
}
Object.assign(globalThis, { bench })

function countingService(): Service {
  let count = 0
  let isInOrder = true
  return {
    echo,
    tell(n) {
      isInOrder &&= n === count
      count++
    },
    arrived() {
      const arrivals = { count, isInOrder }
      count = 0
      isInOrder = true
      return arrivals
    },
  }
}
