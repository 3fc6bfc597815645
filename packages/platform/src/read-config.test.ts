import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readConfig } from './read-config.js'

function write(content: unknown, files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const path = join(folder, 'platform.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

it('reads a file, with secrets from the environment and from files beside it', () => {
  const path = write(
    {
      miniapps: [
        {
          appId: 'shop',
          secretKey: { env: 'SHOP_SECRET' },
          signing: { algorithm: 'RSA', hash: 'SHA-256', key: { file: 'shop.pem' } },
        },
      ],
      server: { port: 0, hostname: '127.0.0.1' },
    },
    { 'shop.pem': '-----BEGIN PUBLIC KEY-----' },
  )
  expect(readConfig(path, { SHOP_SECRET: 'from the environment' })).toEqual({
    miniapps: [
      {
        appId: 'shop',
        secretKey: 'from the environment',
        signing: { algorithm: 'RSA', hash: 'SHA-256', key: '-----BEGIN PUBLIC KEY-----' },
      },
    ],
    server: { port: 0, hostname: '127.0.0.1' },
  })
})

it.each<[string, unknown, string]>([
  ['a variable that is not set', { tokenSecret: { env: 'NO_SUCH' } }, 'tokenSecret needs'],
  ['a file that is not there', { tokenSecret: { file: 'no.pem' } }, 'tokenSecret: '],
  ['no JSON', '{ "secret": "TOP-SECRET" "x"', 'The configuration'],
  ['a list', [], 'The configuration must be'],
  ['no object', '5', 'The configuration must be'],
  ['a server option that is not known', { server: { ports: 1 } }, 'server.ports'],
  ['a port that is text', { server: { port: '80' } }, 'server.port'],
  ['a host name that is a number', { server: { hostname: 1 } }, 'server.hostname'],
])('refuses %s, and shows nothing of it', (_, content, beginning) => {
  const path = write(content)
  expect(() => readConfig(path, {})).toThrow(
    expect.objectContaining({
      code: 'INVALID_PAYLOAD',
      message: expect.not.stringContaining('TOP-SECRET'),
    }),
  )
  expect(() => readConfig(path, {})).toThrow(beginning)
})

it('says that there is no such file', () => {
  expect(() => readConfig('/no/such/file.json')).toThrow(
    'The configuration: /no/such/file.json cannot be read (ENOENT)',
  )
})
