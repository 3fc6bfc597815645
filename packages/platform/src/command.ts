#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { serve } from './node.js'
import { createPlatform } from './platform.js'
import { readConfig } from './read-config.js'

const usage = `Runs the Event Bridge.

  drawbridge-platform CONFIG.json [--port 8787] [--hostname 127.0.0.1]

The file is described in the README of @drawbridge/platform. Logs are JSON lines on standard output.
SIGINT and SIGTERM end it once what is on the way has arrived.
`

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      hostname: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const [path] = positionals
  if (values.help || path === undefined) {
    process.stdout.write(usage)
    if (!values.help) process.exitCode = 2
    return
  }
  const { server, ...config } = readConfig(path)
  const log = (entry: object): void => void process.stdout.write(`${JSON.stringify(entry)}\n`)
  const serving = await serve(createPlatform(config, { log }), {
    ...server,
    ...(values.port !== undefined && { port: Number(values.port) }),
    ...(values.hostname !== undefined && { hostname: values.hostname }),
  })
  log({
    time: new Date().toISOString(),
    level: 'info',
    event: 'listening',
    address: serving.url,
    page: `${serving.url}/deliveries`,
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => serving.close())
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
