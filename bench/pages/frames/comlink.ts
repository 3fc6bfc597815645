import { expose, wrap } from 'comlink'
import { driveFrame } from '../frame.js'
import { sayHello } from '../handshake.js'
import { echo, type Service } from '../sides.js'

driveFrame(async (hostOrigin) => {
  const [theirs, own] = await sayHello(hostOrigin, 2)
  if (!own || !theirs) throw new Error('The handshake gave no ports')
  expose({ echo }, own)
  const host = wrap<Service & { never(): unknown }>(theirs)
  return {
    ask: (payload) => host.echo(payload),
    tell: (event) => void host.tell(event),
    arrived: () => host.arrived(),
    askForever: () => void host.never(),
  }
})
