import { connect, WindowMessenger } from 'penpal'
import { driveFrame } from '../frame.js'
import { echo, type Service } from '../sides.js'

driveFrame(async (hostOrigin) => {
  const messenger = new WindowMessenger({ remoteWindow: parent, allowedOrigins: [hostOrigin] })
  const host = await connect<
    {
      [N in keyof Service]: Service[N]
    } & { never(): unknown }
  >({ messenger, methods: { echo } }).promise
  return {
    ask: (payload) => host.echo(payload),
    tell: (event) => void host.tell(event),
    arrived: () => host.arrived(),
    askForever: () => void host.never(),
  }
})
