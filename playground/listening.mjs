const LOOPBACK = '127.0.0.1'

/**
 * @param {import('node:http').Server} server
 * @param {number} [port] a free one by default
 * @param {string} [variable] the environment variable that chooses the port
 * @returns {Promise<number>} the port
 */
export function listen(server, port = 0, variable) {
  return new Promise((resolve, reject) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ cause) => {
      const isTaken = cause.code === 'EADDRINUSE'
      const remedy = variable
        ? `Choose another with ${variable}, or leave ${variable} out for a free one`
        : 'Start again'
      const text = isTaken
        ? `Port ${port} is taken. ${remedy}`
        : `Cannot listen on port ${port}: ${cause.message}`
      reject(new Error(text, { cause }))
    })
    server.listen(port, LOOPBACK, () => {
      const address = server.address()
      if (address && typeof address === 'object') resolve(address.port)
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
