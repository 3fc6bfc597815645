import { createEndpoint, type Message } from '../endpoint.js'
import { driveFrame } from '../frame.js'
import { sayHello } from '../handshake.js'
import { echo } from '../sides.js'

driveFrame(async (hostOrigin) => {
  await sayHello(hostOrigin, 0)
  const endpoint = createEndpoint((message) => parent.postMessage(message, hostOrigin), { echo })
  addEventListener('message', ({ source, origin, data }) => {
    if (source === parent && origin === hostOrigin && Array.isArray(data))
      endpoint.receive(data as unknown as Message)
  })
  await endpoint.connect()
  return endpoint.side
})
