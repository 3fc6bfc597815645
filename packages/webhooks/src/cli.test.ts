import { describe, expect, test } from 'vitest'
import { bench, plain } from '../test/deliveries.js'
import { listen } from '../test/servers.js'
import { checkText, makeSamples, providers, sendSample } from './cli.js'
import type { WebhookDefinition } from './index.js'
import { toNodeHandler } from './node.js'
import { secretKeysOf } from './secrets.js'

const samples = makeSamples()
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const github = providers.github as WebhookDefinition
const sample = { body: { action: 'opened' }, headers: { 'x-github-event': 'issues' } }

async function sendTo(
  url: string,
  options: Partial<Parameters<typeof sendSample>[0]> = {},
): Promise<[boolean, string]> {
  const { isFine, lines } = await sendSample({
    url,
    definition: github,
    secret,
    sample,
    ...options,
  })
  return [isFine, lines.join('\n')]
}

describe('a sample', () => {
  test.each(Object.entries(providers))(
    'of %s is taken by a receiver of it',
    async (name, definition) => {
      const config = Object.fromEntries(
        secretKeysOf(definition.verification).map((key) => [key, secret]),
      )
      const { receive, events } = bench(definition, { config })
      const url = await listen(toNodeHandler(receive))
      const [isFine, text] = await sendTo(url, { definition, sample: samples[name] as never })
      expect([isFine, text]).toEqual([true, expect.stringContaining('200 {"ok":true}')])
      expect(events).toHaveLength(1)
      expect(text).toContain(
        `The event ${events[0]?.name}, id ${events[0]?.transactionId ?? 'none'}`,
      )
    },
  )

  test('that is refused is explained, and the secret is not shown', async () => {
    const { receive, reasons } = bench(github, { config: { webhookSecret: 'another' } })
    const [isFine, text] = await sendTo(await listen(toNodeHandler(receive)))
    expect([isFine, text]).toEqual([false, expect.stringContaining(`\n401\nRefused.`)])
    expect(text).toContain(`  ${reasons()[0]}: the secret there is another one`)
    expect(text).not.toContain(secret)
    // Only what a receiver of this definition can say.
    expect(text).not.toMatch(/token-|timestamp-|id-missing|unknown-tenant/)
  })

  test('whose body was read first', async () => {
    const receive = toNodeHandler(bench(github, { config: { webhookSecret: secret } }).receive)
    const url = await listen(async (request, response) => {
      for await (const _ of request);
      await receive(request, response)
    })
    expect((await sendTo(url))[1]).toContain('body-consumed: something read the body first')
  })

  test.each([
    ['a page of a proxy', 502, '<html>', {}, 'something in front of it'],
    ['a 401 with a text', 401, 'Unauthorized', {}, 'something in front of it'],
    ['a redirect', 308, '', { location: '/x/' }, 'Redirected to /x/'],
  ])('that meets %s', async (_, status, body, headers, words) => {
    const url = await listen((_request, response) =>
      response.writeHead(status, headers as Record<string, string>).end(body),
    )
    expect(await sendTo(url)).toEqual([false, expect.stringContaining(words)])
  })

  test('that meets another clock', async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString()
    const url = await listen((_request, response) => response.writeHead(401, { date }).end())
    const { slack } = providers
    const options = { definition: slack, sample: samples.slack } as never
    expect((await sendTo(url, options))[1]).toMatch(/The clock there is 3[56]\d\d s behind/)
    expect((await sendTo(url))[1]).not.toContain('clock there')
  })

  test('that nobody answers', async () => {
    expect(await sendTo('http://127.0.0.1:1')).toEqual([
      false,
      expect.stringContaining('No answer from http://127.0.0.1:1'),
    ])
  })

  test('that does not fit its definition is not sent', async () => {
    expect(await sendTo('http://127.0.0.1:1', { sample: { body: '{' } })).toEqual([
      false,
      expect.stringContaining('Not sent: the sample does not fit the definition. body-unparseable'),
    ])
  })
})

test('a definition is checked, and what is unsafe named', () => {
  expect(checkText(JSON.stringify(providers.slack)).lines).toEqual(['Nothing to say against it.'])
  expect(checkText(JSON.stringify(plain)).lines).toEqual([
    expect.stringContaining('(no-verification)'),
  ])
  expect(() => checkText('{}')).toThrow('is wrong at')
})
