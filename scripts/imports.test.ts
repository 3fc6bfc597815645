import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { listPackages } from './packages.mjs'
import { rootFolder } from './root.mjs'

/** What a package may import besides its own files and its dependencies. Arrows point one way. */
const ours: Record<string, readonly string[]> = {
  '@drawbridge/core': [],
  '@drawbridge/miniapp': ['@drawbridge/core'],
  '@drawbridge/host': ['@drawbridge/core'],
  '@drawbridge/http': ['@drawbridge/core'],
  '@drawbridge/platform': ['@drawbridge/core', '@drawbridge/http'],
  '@drawbridge/boxo': ['@drawbridge/core', '@drawbridge/host', '@drawbridge/miniapp'],
  '@drawbridge/testing': ['@drawbridge/core', '@drawbridge/host', '@drawbridge/miniapp'],
  '@drawbridge/webhooks': ['@drawbridge/core'],
}

/** The files that run on Node alone; nothing else may. */
const onNode = ['node', 'command', 'read-config'].map((file) => `packages/platform/src/${file}.ts`)

interface Import {
  /** Both as paths from the root with forward slashes, a package as its specifier. */
  readonly from: string
  readonly to: string
}

const packages = listPackages()
const sources = packages.map(({ folder, manifest }) => {
  const path = relative(rootFolder, folder).split(sep).join('/')
  const files = listFiles(`${path}/src`).filter((file) => !/\.test(-d)?\.ts$/.test(file))
  return { name: manifest.name, manifest, files, imports: files.flatMap(readImports) }
})

test('every package has a place in the direction of imports', () => {
  expect(packages.map(({ manifest }) => manifest.name).sort()).toEqual(Object.keys(ours).sort())
})

test.each(sources)(
  '$name imports only its own files and its dependencies',
  ({ name, manifest, imports }) => {
    const allowed = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }))
    const strangers = imports.filter(
      ({ from, to }) =>
        !isInside(to, posix.join(from.split('/src/')[0] ?? '', 'src')) &&
        !allowed.has(packageOf(to)) &&
        !to.startsWith('node:'),
    )
    expect(strangers).toEqual([])
    const siblings = [...allowed].filter((dependency) => dependency.startsWith('@drawbridge/'))
    expect(ours[name]).toEqual(expect.arrayContaining(siblings))
  },
)

test.each(sources)('$name imports nothing from Node', ({ imports }) => {
  const outside = imports.filter(({ from }) => !onNode.includes(from))
  expect(outside.filter(({ to }) => /^(node:|@hono\/node-server)/.test(to))).toEqual([])
})

test('the HTTP clients take nothing of the bridge along but its errors', () => {
  const http = sources.find(({ name }) => name === '@drawbridge/http')
  // The fallback is a connector, and speaks with the peer.
  const clients = http?.imports.filter(({ from }) => !/\/(fallback|path-guard)\.ts$/.test(from))
  const ours = clients?.map(({ to }) => to).filter((to) => to.startsWith('@drawbridge/'))
  expect(new Set(ours)).toEqual(new Set(['@drawbridge/core/errors']))
})

test.each(sources)('$name has no cycle between its files', ({ files, imports }) => {
  expect(findCycle(files, imports)).toBeUndefined()
})

test.each(['playground', 'e2e', 'bench'])('%s uses public entry points only', (folder) => {
  const entries = new Set(
    packages.flatMap(({ manifest }) =>
      Object.keys(manifest.exports).map((entry) => posix.join(manifest.name, entry)),
    ),
  )
  const wrong = listFiles(folder)
    .flatMap(readImports)
    .filter(({ to }) =>
      to.startsWith('@drawbridge/')
        ? !entries.has(to) && !isInside(packageOf(to), '@drawbridge/playground')
        : isInside(to, 'packages'),
    )
  expect(wrong).toEqual([])
})

function listFiles(folder: string): string[] {
  return readdirSync(join(rootFolder, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (['node_modules', 'dist', 'build'].includes(entry.name)) return []
    if (entry.isDirectory()) return listFiles(path)
    return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : []
  })
}

/** Types count too: an import of a type is an arrow on the map like any other. */
function readImports(from: string): Import[] {
  const text = readFileSync(join(rootFolder, from), 'utf8')
  const { module, errors } = parseSync(from, text)
  expect(errors).toEqual([])
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) =>
      text.slice(moduleRequest.start + 1, moduleRequest.end - 1),
    ),
  ]
  return [...new Set(specifiers)].map((to) => ({
    from,
    to: to.startsWith('.') ? posix.join(dirname(from), to).replace(/\.js$/, '.ts') : to,
  }))
}

/** The files of one cycle in order, or undefined. */
function findCycle(files: readonly string[], imports: readonly Import[]): string[] | undefined {
  const finished = new Set<string>()
  const visit = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (finished.has(file)) return undefined
    for (const { from, to } of imports) {
      const cycle = from === file ? visit(to, [...path, file]) : undefined
      if (cycle) return cycle
    }
    finished.add(file)
    return undefined
  }
  for (const file of files) {
    const cycle = visit(file, [])
    if (cycle) return cycle
  }
  return undefined
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}
