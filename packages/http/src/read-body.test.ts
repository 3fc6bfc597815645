import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { serve } from '../test/fakes/serve.js'
import { decodeText, readBytes } from './read-body.js'

async function announced(text: string): Promise<Response> {
  const server = await serve(() => ({ body: text }))
  return fetch(server.url)
}

const inPieces = async (text: string): Promise<Response> =>
  new Response(new Blob([text.slice(0, 500), text.slice(500)]).stream())

const tooLarge = expect.objectContaining({ code: 'TOO_LARGE' })

describe('readBytes()', () => {
  it.each([
    ['announced', announced],
    ['in pieces', inPieces],
  ])('takes a body that is %s up to its limit', async (_, make) => {
    const text = 'x'.repeat(1_000)
    await expect(readBytes(await make(text), 1_000)).resolves.toHaveLength(1_000)
    await expect(readBytes(await make(text), 999)).rejects.toEqual(tooLarge)
  })

  it('is not fooled by a small body that unpacks to a large one', async () => {
    const response = new Response(
      new Blob([gzipSync('x'.repeat(100_000))])
        .stream()
        .pipeThrough(new DecompressionStream('gzip')),
      { headers: { 'Content-Length': '120', 'Content-Encoding': 'gzip' } },
    )
    await expect(readBytes(response, 1_000)).rejects.toEqual(tooLarge)
  })

  it('is not fooled by a length that is not true', async () => {
    const headers = { 'Content-Length': '1' }
    const response = new Response('x'.repeat(1_001), { headers })
    await expect(readBytes(response, 1_000)).rejects.toEqual(tooLarge)
  })

  it('is empty where there is no body', async () => {
    await expect(readBytes(new Response(null, { status: 204 }), 10)).resolves.toHaveLength(0)
  })

  it('keeps the mark at the beginning of a text', async () => {
    const bytes = await readBytes(new Response('\uFEFF{}'), 10)
    expect(decodeText(bytes)).toBe('\uFEFF{}')
  })
})
