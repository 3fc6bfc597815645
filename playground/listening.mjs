import { LOOPBACK, listen as listenAt } from '../scripts/loopback.mjs'

export { closeServer } from '../scripts/loopback.mjs'

/**
 * @param {import('node:http').Server} server
 * @param {number} [port] a free one by default
 * @param {string} [variable] the environment variable that chooses the port
 * @returns {Promise<number>} the port
 */
export async function listen(server, port = 0, variable) {
  try {
    return await listenAt(server, LOOPBACK, port)
  } catch (cause) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (cause)
    const remedy = variable
      ? `Choose another with ${variable}, or leave ${variable} out for a free one`
      : 'Start again'
    const text =
      code === 'EADDRINUSE'
        ? `Port ${port} is taken. ${remedy}`
        : `Cannot listen on port ${port}: ${message}`
    throw new Error(text, { cause })
  }
}
