// The table of methods in the README is made from the table in the code: `npx vitest run --project unit boxo/src/readme -u`.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { boxoMethods, type MethodFacts, patienceFor } from './methods.js'
import type { Shape } from './shapes.js'

const readme = new URL('../README.md', import.meta.url)
const start = '<!-- methods: made from src/methods -->\n'
const end = '<!-- /methods -->'

const whatHostDoes: Readonly<Record<MethodFacts['host'], string>> = {
  answers: 'answers',
  shows: 'shows it',
  opens: 'opens the address, by scheme and after a click',
  raises: 'raises the event; without a handler: `NO_HANDLER`',
  pushes: '',
}

test('the README lists every method', async () => {
  const text = readFileSync(readme, 'utf8')
  const [before, rest = ''] = text.split(start)
  const [, after] = rest.split(end)
  expect(after, 'README.md has no place for the table').toBeDefined()
  await expect(`${before}${start}\n${table()}\n${end}${after}`).toMatchFileSnapshot('../README.md')
})

test('each row of the comparison names a test that plays both', () => {
  const spec = new URL('../../../e2e/scenarios/boxo-comparison.spec.ts', import.meta.url)
  const [, rest = ''] = readFileSync(readme, 'utf8').split('## The published pair and this one\n')
  const [rows = ''] = rest.split('\n## ')
  const named = [...rows.matchAll(/\| `([^`]+)` \|$/gm)].map(([, name = '']) => name)
  expect(named).toHaveLength(6)
  for (const name of named) expect(readFileSync(spec, 'utf8')).toContain(`test('${name}`)
})

function table(): string {
  const rows = Object.entries<MethodFacts>(boxoMethods).map(([method, facts]) => [
    `\`${method}\``,
    written(facts.request),
    answerOf(method, facts),
    written(facts.pushed),
    facts.web ? 'yes' : '',
    whatHostDoes[facts.host],
  ])
  const head = [
    'method',
    'a miniapp sends',
    'a host answers',
    'a host sends by itself',
    'web-sdk answers',
    'our host',
  ]
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
}

function answerOf(method: string, { request, answer, answeredBy, person }: MethodFacts): string {
  if (answeredBy) return `later: ${answeredBy.map((name) => `\`${name}\``).join(', ')}`
  if (answer === undefined) return request === undefined ? '' : 'nothing'
  const limit = `${patienceFor(method) / 1_000} s`
  return `${written(answer)}, ${person ? `${limit}, by a person` : limit}`
}

function written(shape: Shape | undefined): string {
  return shape === undefined ? '' : `\`${inWords(shape)}\``
}

function inWords(shape: Shape): string {
  if (typeof shape === 'string') return shape.replaceAll('|', ' or ')
  if (Array.isArray(shape)) return `${inWords(shape[0])}[]`
  const members = Object.entries(shape).map(([member, inner]) => `${member}: ${inWords(inner)}`)
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}'
}
