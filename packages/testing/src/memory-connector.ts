import { askToConnect, type Transport } from '@drawbridge/core'
import { createLink, type Link } from '@drawbridge/core/link'
import { memoryTransports } from '@drawbridge/core/memory'
import type { Connector } from '@drawbridge/miniapp'

/**
 * Finds a host in the same realm: each attempt makes two linked transports and gives the one to `accept`.
 *
 * @param through Stands between the two ends; the first is the miniapp's.
 */
export function memoryConnector(
  accept: (transport: Transport) => void,
  through: (pair: [Transport, Transport]) => [Transport, Transport] = (pair) => pair,
): Connector {
  return {
    name: 'memory',
    isLikely: () => true,
    search({ app }, events) {
      let isStopped = false
      let link: Link | undefined

      function connect(): void {
        if (isStopped) return
        const old = link
        link = undefined
        old?.close('replaced', { silent: true })
        const [mine, theirs] = through(memoryTransports())
        const own = createLink(mine)
        link = own
        accept(theirs)
        askToConnect(own, app, {
          connected: events.connected,
          failed(error) {
            if (link === own) events.failed(error, error.code === 'PROTOCOL_MISMATCH')
          },
        })
      }

      // After createMiniapp has returned, so that handlers of the same turn hear the first message.
      queueMicrotask(connect)
      return {
        retry: connect,
        stop() {
          isStopped = true
          link?.close('closed')
        },
      }
    },
  }
}
