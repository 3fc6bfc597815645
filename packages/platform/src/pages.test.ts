import { describe, expect, it } from 'vitest'
import { fromMiniapp, order, secrets, start, wholeConfig } from '../test/start.js'
import type { PlatformConfig } from './index.js'

async function see(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const withPassword = (urls: { host: string; miniapp: string }): PlatformConfig => ({
  ...wholeConfig(urls),
  admin: { password: secrets.admin },
})

describe('the page with deliveries', () => {
  it('says what will be there while there is nothing', async () => {
    const { url } = await start()
    const { status, headers, text } = await see(`${url}/`)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain('text/html')
    expect(text).toContain('Nothing has been delivered yet')
    expect(text).not.toContain('<table')
  })

  it('shows each delivery with its attempts, the newest first', async () => {
    const started = await start()
    await fromMiniapp(started)
    started.host.troubles.push({ status: 500 })
    await fromMiniapp(started, { ...order, event_type: 'cart_updated' })
    const { text } = await see(`${started.url}/deliveries`)
    expect(text.indexOf('cart_updated')).toBeLessThan(text.indexOf('order_created'))
    expect(text).toContain('The receiver answered 500; it must answer 200')
    const [, path] = /href="(\/deliveries\/[^"]+)">cart_updated/.exec(text) ?? []
    const one = await see(started.url + path)
    for (const words of ['Failed', 'shop', 'super-app', 'miniapp to host', 'ord_1', '500'])
      expect(one.text).toContain(words)
    expect(one.text).toMatch(/data-column="What happened">The receiver answered 500/)
  })

  it('shows refused requests with the reason, and listeners with their variables', async () => {
    const started = await start()
    await fromMiniapp(started, { ...order, app_id: 'stranger' })
    const eventDataExample = '{ "email": "d@example.com", "address": { "city": "Brno" } }'
    const listener = { event: 'created', user: 'u1', eventDataExample }
    started.platform.onAppEvent(listener, () => {})
    const { text } = await see(`${started.url}/deliveries`)
    expect(text).toContain('the sender is not registered')
    expect(text).toContain('email, address.city')
  })

  it('is text, whatever the events are called and hold', async () => {
    const started = await start()
    const evil = '<script>alert(1)</script>'
    await fromMiniapp(started, { ...order, event_type: evil, payload: { [evil]: `"'>${evil}` } })
    await fromMiniapp(started, { ...order, app_id: evil })
    const { text } = await see(`${started.url}/deliveries`)
    const [, path] = /href="(\/deliveries\/[0-9a-f-]+)"/.exec(text) ?? []
    for (const seen of [text, (await see(started.url + path)).text]) {
      expect(seen).toContain('&lt;script&gt;')
      expect(seen).not.toContain('<script')
    }
  })

  it('shows no secret', async () => {
    const started = await start({ config: withPassword })
    const payload = { user: { accessToken: 'PAYLOAD-TOKEN' }, password: 'PAYLOAD-PASSWORD', id: 7 }
    await fromMiniapp(started, { ...order, payload })
    const headers = { Authorization: `Basic ${btoa(`admin:${secrets.admin}`)}` }
    const list = await see(`${started.url}/deliveries`, headers)
    const [, path] = /href="(\/deliveries\/[0-9a-f-]+)"/.exec(list.text) ?? []
    const one = await see(started.url + path, headers)
    expect(one.text).toContain('[hidden]')
    for (const secret of ['PAYLOAD-TOKEN', 'PAYLOAD-PASSWORD', ...Object.values(secrets)])
      expect(list.text + one.text).not.toContain(secret)
  })

  it('does not keep what is too long', async () => {
    const started = await start()
    await fromMiniapp(started, { ...order, payload: { text: 'x'.repeat(20_000) } })
    const { text } = await see(`${started.url}/deliveries`)
    const [, path] = /href="(\/deliveries\/[0-9a-f-]+)"/.exec(text) ?? []
    expect((await see(started.url + path)).text).toContain('too long to be kept')
  })

  it('has no scripts, no frames around it, and is kept nowhere', async () => {
    const { url } = await start()
    const { headers, text } = await see(`${url}/deliveries`)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text).not.toMatch(/<style|style="|<script/)
    const style = await see(`${url}/deliveries/style.css`)
    expect(style.headers.get('content-type')).toContain('text/css')
  })

  it('says so when a delivery is not kept', async () => {
    const { url } = await start()
    const { status, text } = await see(`${url}/deliveries/nothing`)
    expect([status, text.includes('not kept')]).toEqual([404, true])
  })
})

describe('who may see it', () => {
  it('is who knows the password, where there is one', async () => {
    const { url } = await start({ config: withPassword })
    for (const path of ['/deliveries', '/deliveries/x']) {
      const refused = await see(url + path)
      expect(refused.status).toBe(401)
      expect(refused.headers.get('www-authenticate')).toContain('Basic')
      const wrong = { Authorization: `Basic ${btoa('admin:wrong')}` }
      expect((await see(url + path, wrong)).status).toBe(401)
    }
    const right = { Authorization: `Basic ${btoa(`admin:${secrets.admin}`)}` }
    expect((await see(`${url}/deliveries`, right)).status).toBe(200)
  })

  it.each<[string, string | undefined, string, number]>([
    ['this machine', '127.0.0.1', 'http://127.0.0.1:8787', 200],
    ['this machine over IPv6', '::1', 'http://localhost:8787', 200],
    ['another machine', '10.0.0.5', 'http://10.0.0.1:8787', 403],
    ['nobody knows where', undefined, 'http://localhost:8787', 403],
    ['this machine by a name from outside', '127.0.0.1', 'http://evil.example:8787', 403],
  ])('is who asks from this machine, where there is none: %s', async (_, address, url, status) => {
    const { platform } = await start()
    const response = await platform.fetch(new Request(`${url}/deliveries`), { address })
    expect(response.status).toBe(status)
  })
})
