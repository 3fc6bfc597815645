import { portEndpoint } from '../endpoint.js'
import { sayHello } from '../handshake.js'
import { echo, type FrameHalf } from '../sides.js'

export function bareFrame(isBatched: boolean): FrameHalf {
  return async (hostOrigin) => {
    const [port] = await sayHello(hostOrigin, 1)
    if (!port) throw new Error('The handshake gave no port')
    const { connect, side } = portEndpoint(port, isBatched, { echo })
    await connect()
    return side
  }
}
