import { createServer } from 'node:http'

/** Servers of tests, of measurements and of the playground listen here, out of reach for other machines. */
export const LOOPBACK = '127.0.0.1'

/**
 * @param {import('node:http').Server} server
 * @param {string} [address]
 * @param {number} [port] a free one by default
 * @returns {Promise<number>} the port that it got
 */
export function listen(server, address = LOOPBACK, port = 0) {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      const bound = server.address()
      if (bound && typeof bound === 'object') resolve(bound.port)
    })
  })
}

/**
 * @param {import('node:http').Server} server
 * @returns {Promise<void>}
 */
export function closeServer(server) {
  return new Promise((resolve) => {
    server.close(() => resolve())
    // A browser that keeps its connection open would hold the process.
    server.closeAllConnections()
  })
}

/**
 * For a program that is told its port.
 *
 * @returns {Promise<number>}
 */
export async function freePort() {
  const server = createServer()
  const port = await listen(server)
  await closeServer(server)
  return port
}
