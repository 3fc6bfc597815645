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

/** What a driver asks for in the address: which host, the address of its frames, how many idle handlers. */
const params = new URLSearchParams(location.search)
const frameUrl = params.get('frame') ?? ''
const half = hosts[params.get('half') ?? '']
if (!half) throw new Error('There is no such host')

const side = half(countingService(), Number(params.get('handlers') ?? 0))
/** A machine loads a hundred pages at once only slowly. */
const AT_ONCE = 10

async function mountAll(count: number): Promise<number> {
  for (let mounted = 0; mounted < count; mounted += AT_ONCE) {
    const next = Array.from({ length: Math.min(AT_ONCE, count - mounted) }, () =>
      side.mount(frameUrl).ask(small),
    )
    await Promise.all(next)
  }
  return count
}

/** What a driver asks of the host page. Times are milliseconds for one. */
const bench = {
  /** Mounts frames that stay, and resolves when each has answered. */
  mount: mountAll,
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
    tell({ n }) {
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
