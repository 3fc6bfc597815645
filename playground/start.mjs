const isDev = process.argv.includes('--dev')

try {
  const playground = await start()
  console.log(`
  The playground is open at  ${playground.hostUrl}
  The shop alone             ${playground.shopUrl}
  Own miniapp in its place   ${playground.hostUrl}?miniapp=<its address>
  What was delivered         ${playground.backend.deliveriesUrl}

  Ctrl-C closes it.`)
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => void playground.close().then(() => process.exit(0)))
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
