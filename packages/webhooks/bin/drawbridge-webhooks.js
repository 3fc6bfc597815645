#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkText, makeSamples, providers, sendSample } from '@drawbridge/webhooks/cli'

const usage = `Usage:
  drawbridge-webhooks send URL --provider NAME [--body FILE] [--header 'Name: value'] [--secret-env NAME]
  drawbridge-webhooks send URL --definition FILE --body FILE [--header 'Name: value'] [--secret-env NAME]
  drawbridge-webhooks check FILE

send   sends a signed sample to a receiver and says what its answer means
check  checks a definition (JSON) and names what is unsafe in it

Providers: ${Object.keys(providers).join(', ')}
The secret is read from the environment variable WEBHOOK_SECRET, or from the one that --secret-env names.`

try {
  const { isFine, lines } = await run()
  console.log(lines.join('\n'))
  if (!isFine) process.exitCode = 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}

/** @returns {Promise<import('@drawbridge/webhooks/cli').Report>} */
async function run() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      provider: { type: 'string' },
      definition: { type: 'string' },
      body: { type: 'string' },
      header: { type: 'string', multiple: true, default: [] },
      'secret-env': { type: 'string', default: 'WEBHOOK_SECRET' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const [command, target] = positionals
  if (values.help) return { isFine: true, lines: [usage] }
  if (target === undefined || positionals.length > 2) throw new Error(usage)
  if (command === 'check') return checkText(readFileSync(target, 'utf8'))
  if (command !== 'send') throw new Error(usage)
  const { provider, definition: file, body, header, 'secret-env': name } = values
  const definition = file ? JSON.parse(readFileSync(file, 'utf8')) : pick(providers, provider)
  const sample = provider ? pick(makeSamples(), provider) : { body: undefined }
  if (!body && !provider) throw new Error('Give --body FILE: only providers have samples')
  const secret = process.env[name] ?? ''
  if (secret === '' && definition.verification?.type !== 'none')
    throw new Error(`Put the secret into the environment variable ${name}`)
  return sendSample({
    url: target,
    definition,
    secret,
    sample: {
      body: body ? readFileSync(body, 'utf8') : sample.body,
      headers: { ...sample.headers, ...Object.fromEntries(header.map(readHeader)) },
    },
  })
}

/**
 * @template T
 * @param {Readonly<Record<string, T>>} table
 * @param {string | undefined} name
 * @returns {T}
 */
function pick(table, name) {
  const found = name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
  if (found) return found
  throw new Error(`Give --provider: ${Object.keys(table).join(', ')}; or --definition FILE`)
}

/** @param {string} text */
function readHeader(text) {
  const at = text.indexOf(':')
  if (at < 1) throw new Error(`--header "${text}" is no header. Write it as 'Name: value'`)
  // In lower case, as those of the samples, which it may replace.
  return [text.slice(0, at).trim().toLowerCase(), text.slice(at + 1).trim()]
}
