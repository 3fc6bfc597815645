import { constants } from 'node:os'

const isDev = process.argv.includes('--dev')

try {
  const playground = await start()
  console.log(`
  The playground is open at  ${playground.hostUrl}
  The shop alone             ${playground.shopUrl}
  Own miniapp in its place   ${playground.hostUrl}?miniapp=<its address>
  What was delivered         ${playground.backend.deliveriesUrl}

  Ctrl-C closes it.`)
  let isClosing = false
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    // As a program ends that does nothing about the signal.
    const end = () => process.exit(128 + constants.signals[signal])
    process.on(signal, () => {
      // A second one comes from who is impatient, or has come on two ways.
      if (isClosing) end()
      isClosing = true
      void playground.close().then(end)
    })
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function start() {
  const ports = { ...portFrom('PORT', 'hostPort'), ...portFrom('SHOP_PORT', 'shopPort') }
  if (isDev) {
    const { startDevServer } = await import('./dev-server.mjs')
    return startDevServer(ports)
  }
  const [{ buildPlayground }, { startPlayground }] = await Promise.all([
    import('./build.mjs'),
    import('./server.mjs'),
  ])
  await buildPlayground()
  return startPlayground(ports)
}

/**
 * @param {string} variable
 * @param {'hostPort' | 'shopPort'} name
 */
function portFrom(variable, name) {
  const text = process.env[variable]
  if (text === undefined || text === '') return {}
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return { [name]: port }
  throw new Error(`${variable} must be a port number, not "${text}"`)
}
