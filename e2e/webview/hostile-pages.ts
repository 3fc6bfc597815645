/**
 * A frame that finds the message handler, which every frame has, and says all that the main frame could say: under
 * tokens of its own, under a stolen proof, as the main frame's miniapp.
 */
const intrude = `
  const token = 'e'.repeat(32)
  const message = (m, n) => JSON.stringify({ d: token, n, a: 0, m: [{ jsonrpc: '2.0', ...m }] })
  const handlers = window.webkit?.messageHandlers
  const handler = window.drawbridgeNative ?? window.ReactNativeWebView ?? handlers.drawbridge ?? handlers.ReactNativeWebView
  const say = (text) => handler.postMessage(text)
  const connect = { id: 0, method: 'bridge/connect', params: { protocol: 1, app: { id: 'shop' } } }
  const event = { method: 'event', params: { type: 'told', payload: 'by a frame' } }
  const said = []
  for (const text of [
    '{"d":"' + token + '","a":0,"m":[]}',
    '{"d":"' + token + '","a":0,"m":[],"proof":"guess"}',
    message(connect, 1),
    message(event, 2),
    JSON.stringify({ a: 0, m: [] }),
    JSON.stringify({ n: 2, a: 1, m: [event] }),
    'drawbridge',
    JSON.stringify({ d: '', n: 2, a: 1, m: [event] }),
  ]) { say(text); said.push(text) }
  parent.postMessage({ said: said.length, port: typeof window.drawbridge }, '*')
`

/** How many messages of one frame are no packets of any document. */
export const INVALID_OF_A_FRAME = 4

const script = `<script>${intrude}</script>`

/** A miniapp that has frames of every kind in it; `reported` resolves with what all four say of themselves. */
export function framedShop(crossOrigin: string): string {
  return `<!doctype html><title>Shop</title>
<script>
  const reports = []
  const reported = new Promise((resolve) => {
    addEventListener('message', ({ data }) => reports.push(data) === 4 && resolve(reports))
  })
</script>
<script type="module" src="/native.js"></script>
<script>
  window.addFrames = () => {
    for (const [name, value, sandbox] of [
      ['src', ${JSON.stringify(crossOrigin)}],
      ['src', '/intruder', 'allow-scripts'],
      ['srcdoc', ${JSON.stringify(script).replaceAll('<', '\\u003c')}],
      ['src', '/intruder'],
    ]) {
      const frame = document.createElement('iframe')
      if (sandbox) frame.sandbox = sandbox
      frame[name] = value
      document.body.append(frame)
    }
  }
</script><body></body>`
}

export const intruderPage = `<!doctype html><title>Intruder</title>${script}`

/** A page of somebody else in the same webview, which looks for whatever is handed to it. */
export const spyPage = `<!doctype html><title>Spy</title>
<script>
  // A text: what is pushed to an array would meet the accessors below.
  window.seen = ''
  const note = (what, value) => { seen += what + ': ' + value + '; ' }
  const { parse } = JSON
  JSON.parse = (text) => { note('parsed', text); return parse(text) }
  for (const prototype of [Object.prototype, Array.prototype])
    for (const name of ['0', 'text', 'next', 'payload', 'm'])
      Object.defineProperty(prototype, name, { configurable: true, set(value) { note(name, value) } })
  const { slice } = String.prototype
  String.prototype.slice = function (from) { note('sliced', this); return slice.apply(this, arguments) }
  Function.prototype.call = function () { note('called', this) }
  addEventListener('error', ({ message }) => note('error', message))
  const spied = { version: 1, receive: (token, text) => note('received', text) }
  try { Object.defineProperty(window, 'drawbridge', { value: spied }) } catch {}
  window.drawbridge = spied
  delete window.drawbridge
  window.drawbridge?.listen?.((text) => note('heard', text))
</script>`
