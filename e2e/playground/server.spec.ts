import { request } from 'node:http'
import { startPlayground } from '@drawbridge/playground'
import { expect, test } from './test.js'

test('both apps forbid inline code and eval', async ({ page, playground }) => {
  for (const url of [playground.hostUrl, playground.shopUrl]) {
    const response = await page.goto(url)
    const policy = response?.headers()['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(response?.headers()['x-content-type-options']).toBe('nosniff')
  }
})

test('a name that only leads to this machine is not answered', async ({ playground }) => {
  const { port } = new URL(playground.hostUrl)
  const status = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, headers: { host: `evil.example:${port}` } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBe(421)
})

test('no page of another origin can stop the server of the host app', async ({ playground }) => {
  // A browser asks by OPTIONS before it sends DELETE for a foreign page, and hears of no permission.
  for (const method of ['OPTIONS', 'GET', 'POST']) {
    const response = await fetch(`${playground.hostUrl}server`, { method })
    expect(response.status).toBe(405)
    expect(response.headers.has('access-control-allow-origin')).toBe(false)
  }
  expect(playground.backend.host.isUp).toBe(true)
})

test('a taken port is named, with what to do', async ({ playground, builtFolder }) => {
  const hostPort = Number(new URL(playground.hostUrl).port)
  await expect(startPlayground({ hostPort, folder: builtFolder })).rejects.toThrow(
    /^Port \d+ is taken\. Choose another with PORT/,
  )
})
