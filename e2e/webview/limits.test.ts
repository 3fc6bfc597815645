import { readFileSync } from 'node:fs'
import { encodeReceive } from '@drawbridge/core/native'
import { expect, it } from 'vitest'
import { setUp } from './set-up.js'

interface Case {
  readonly text: string
}

const cases = ['encoder', 'encoder-utf16'].flatMap((name) => {
  const file = new URL(`../../packages/testing/vectors/${name}.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }).cases
})

const {
  open,
  url,
  view: openView,
} = setUp(() => ({
  '/inline': `<!doctype html><meta charset="utf-8"><title>Inline</title>
<script>
  const texts = []
  window.drawbridge = { receive: (token, text) => texts.push(text) }
</script>
${cases.map(({ text }) => `<script>${encodeReceive('t', text)}</script>`).join('\n')}`,
}))

it('threat 9: scripts of the encoder stand in inline HTML and hand over their texts', async () => {
  const view = openView({})
  await view.load(url('/inline'))
  expect(await view.run('return texts')).toEqual(cases.map(({ text }) => text))
})

it('threat 9: nothing that is sent becomes code, a prototype or another text', async () => {
  const { app, view } = await open()
  await view.load(url('/shop'))
  await app.connected
  const characters = Array.from({ length: 0x2100 }, (_, unit) => String.fromCharCode(unit)).join('')
  const payload = {
    characters,
    surrogates: '\ud83d \ude00 \ude00\ud83d 😀',
    code: '`$1"\'</script><script>document.title="stolen"</script><!--',
    constructor: { prototype: { isAdmin: true } },
  }
  expect(await app.request('echo', payload)).toEqual(payload)
  expect(await view.run('return ["isAdmin" in {}, document.title, typeof stolen]')).toEqual([
    false,
    'Shop',
    'undefined',
  ])
})

it('threat 14: two hundred thousand messages end the session, and the host stays awake', async () => {
  const { app, view } = await open()
  await view.load(url('/shop'))
  await app.connected
  const flooded = new Promise<void>((resolve) =>
    app.on('error', ({ data }) => {
      if (data && typeof data === 'object' && 'flood' in data) resolve()
    }),
  )
  view.fire(`
    const event = JSON.stringify({ jsonrpc: '2.0', method: 'event', params: { type: 'told', payload: 0 } })
    const many = Array(1000).fill(event).join()
    for (let n = 2; n < 202; n++) drawbridge.post('{"n":' + n + ',"a":1,"m":[' + many + ']}')`)
  await flooded
  expect(app.status).toBe('disconnected')
})

it('threat 15: what is over the size limit is refused, and the session goes on', async () => {
  const { app, host, view, refused } = await open()
  host.onCustomEvent('size', (text) => (text as string).length)
  await view.load(url('/shop'))
  const size = 5 * 1024 * 1024
  expect(
    await view.run(`
      await miniapp.connected
      return miniapp.request('size', 'x'.repeat(${size})).catch((error) => error.code)`),
  ).toBe('TOO_LARGE')
  // Of a stranger nothing is parsed.
  await view.run(`
    const text = JSON.stringify({ d: 'e'.repeat(32), n: 2, a: 1, m: ['x'.repeat(${size})] })
    for (let i = 0; i < 4; i++) webkit.messageHandlers.drawbridge.postMessage(text)`)
  expect(await app.request('echo', 1)).toBe(1)
  await expect(app.request('echo', 'x'.repeat(size))).rejects.toMatchObject({ code: 'TOO_LARGE' })
  expect(refused).toEqual(Array(4).fill('NOT_ALLOWED'))
})
