import { once } from 'node:events'
import { connect, constants, createServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { bench, signed, until } from '../test/deliveries.js'
import { toNodeHandler } from './node.js'
import { makeRequest } from './node-request.js'
import { signSample } from './sign.js'

const config = { secret: 's' }

/** A request over chunks that are made when they are asked for. */
function readableRequest(chunks: Iterable<Uint8Array>, rawHeaders: readonly string[] = []) {
  const source = Readable.from(chunks)
  const facts = { method: 'POST', url: '/', rawHeaders, complete: false, httpVersionMajor: 1 }
  return { source, request: makeRequest(Object.assign(source, facts)) as Request }
}

test('a body that nobody reads is not taken into memory', async () => {
  let made = 0
  const { request } = readableRequest(
    (function* () {
      for (; made < 200; made += 1) yield new Uint8Array(10)
    })(),
  )
  for (let turn = 0; turn < 400; turn += 1) await setImmediate()
  expect(made).toBeLessThan(60)
  expect((await request.arrayBuffer()).byteLength).toBe(2_000)
})

test('a request that is destroyed ends its body', async () => {
  const { source, request } = readableRequest([new Uint8Array(1), new Uint8Array(1)])
  const read = expect(request.arrayBuffer()).rejects.toThrow('ended early')
  source.destroy()
  await read
})

test.each([
  ['2', false],
  ['3', true],
])('a body of two bytes of %s', async (length, isBroken) => {
  const chunks = [new Uint8Array(1), new Uint8Array(1)]
  const { request } = readableRequest(chunks, ['Accept', 'x', 'Content-Length', length])
  const outcome = await request.arrayBuffer().then(
    () => false,
    () => true,
  )
  expect(outcome).toBe(isBroken)
})

test('Node’s http2', async () => {
  const { receive, events, reasons } = bench(signed, { config, maxBodyBytes: 100 })
  const server = createServer(toNodeHandler(receive)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(() => {
    session.destroy()
    server.close()
  })
  const send = async (body: string): Promise<unknown> => {
    const { headers } = await signSample('http://a', signed, { secret: 's', body })
    const stream = session.request({
      ':method': 'POST',
      ':path': '/x',
      ...Object.fromEntries(headers),
    })
    stream.end(body)
    const [answer] = (await once(stream, 'response')) as [Record<string, unknown>]
    stream.close()
    return answer[':status']
  }
  expect(await send('{"event":"a"}')).toBe(200)
  expect(await send(`{"event":"${'a'.repeat(100)}"}`)).toBe(413)
  const broken = session.request({ ':method': 'POST', ':path': '/', 'content-length': 50 })
  broken.on('error', () => {})
  const arrived = once(server, 'stream')
  broken.write('{')
  const [stream] = (await arrived) as [ServerHttp2Stream]
  await once(stream, 'data')
  broken.close(constants.NGHTTP2_CANCEL)
  await until(() => reasons().includes('body-broken'))
  expect(events.map(({ name }) => name)).toEqual(['a'])
})
