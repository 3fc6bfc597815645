import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missingTests, namedTests, testTitles } from './named-tests.mjs'
import { rootFolder } from './root.mjs'

const ROWS = 26
const text = readFileSync(join(rootFolder, 'SECURITY.md'), 'utf8')
const rows = [...text.matchAll(/^\| (\d+) \|.*$/gm)].map(([line, number]) => ({
  number: Number(number),
  line,
}))

test('every test that SECURITY.md names is in its file', () => {
  expect(namedTests(text).length).toBeGreaterThan(0)
  expect(missingTests(text, rootFolder)).toEqual([])
})

test('SECURITY.md has a row for each threat, which names a test or says that it is not covered', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: ROWS }, (_, n) => n + 1))
  const silent = rows.filter(
    ({ line }) => namedTests(line).length === 0 && !line.includes('not covered yet'),
  )
  expect(silent).toEqual([])
})

test('the row of a threat names every test that has its number', () => {
  const untold = ['scenarios', 'threats', 'webview', 'phone'].flatMap((folder) =>
    readdirSync(join(rootFolder, 'e2e', folder))
      .filter((name) => /\.(spec|test)\.ts$/.test(name))
      .map((name) => `e2e/${folder}/${name}`)
      .flatMap((file) =>
        testTitles(readFileSync(join(rootFolder, file), 'utf8'), file)
          .map((title) => ({ title, number: Number(/^threat (\d+): /.exec(title)?.[1]) }))
          .filter(({ number }) => number > 0)
          .filter(
            ({ title, number }) =>
              !rows.some(
                (row) => row.number === number && row.line.includes(`\`${file} › ${title}\``),
              ),
          )
          .map(({ title }) => `${file} › ${title}`),
      ),
  )
  expect(untold).toEqual([])
})

test('missingTests() names a file that is not there, and a title that its file does not have', () => {
  const document =
    'Held: `scripts/security.test.ts › every test that SECURITY.md names is in its file`, ' +
    '`scripts/security.test.ts › another title`, `scripts/other.test.ts › any`'
  expect(missingTests(document, rootFolder)).toEqual([
    'scripts/security.test.ts has no test "another title"',
    'there is no file scripts/other.test.ts',
  ])
})

test('testTitles() reads titles and no other texts', () => {
  const source = `
    // test('in a comment', () => {})
    const text = "test('in a text', () => {})"
    test("the guest's", () => {})
    describe('a group', () => it('in a group', () => {}))
    other('test')
  `
  expect(testTitles(source, 'x.test.ts')).toEqual(["the guest's", 'in a group'])
})
