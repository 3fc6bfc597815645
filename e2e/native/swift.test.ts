// There is no Swift compiler here: its grammar is what is checked of the host in Swift.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createSwiftParser, readSwiftFiles } from '../../scripts/swift.mjs'

const folder = fileURLToPath(new URL('../../packages/host/native/ios', import.meta.url))
const errorsOf = await createSwiftParser()
const files = readSwiftFiles(folder)

it.each(files)('$name has no syntax error', ({ text }) => {
  expect(errorsOf(text)).toEqual([])
})

it('reads the package, the core, the webview and the tests', () => {
  const names = files.map(({ name }) => name)
  for (const name of ['Package.swift', 'Session.swift', 'Mount.swift', 'VectorTests.swift'])
    expect(names).toContainEqual(expect.stringMatching(new RegExp(`(^|/)${name}$`)))
})

it('reads the example of the README', () => {
  const readme = readFileSync(`${folder}/README.md`, 'utf8')
  const [, example = ''] = /```swift\n(\s*import [\s\S]*?)```/.exec(readme) ?? []
  expect(example).toContain('host.mount(')
  expect(errorsOf(example)).toEqual([])
})

it.each([
  ['a parenthesis that is never closed', 'func pay(amount: Int { return }', '1:21'],
  ['a class without a name', 'class {\n}', '1:1'],
  ['a statement that ends too early', 'func pay() {\n  let amount =\n}', '2:14'],
])('reports %s', (_, source, place) => {
  expect(errorsOf(source)).toContainEqual(place)
})

it('reports each file of the host with a brace less', () => {
  for (const { path, text } of files) {
    const broken = text.replace(/\}\s*(#endif\s*)?$/, '$1')
    if (broken !== text) expect(errorsOf(broken), path).not.toEqual([])
  }
})
