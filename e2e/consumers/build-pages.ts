import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'

// Inside the workspace, where the names of the packages lead to their sources.
const cache = fileURLToPath(new URL('../.cache', import.meta.url))

/** Writes these files by their paths, builds the pages among them, and gives the folder of what was built. */
export async function buildPages(
  name: string,
  files: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const project = join(cache, name)
  await rm(project, { recursive: true, force: true })
  for (const [path, text = ''] of Object.entries(files)) {
    await mkdir(dirname(join(project, path)), { recursive: true })
    await writeFile(join(project, path), text)
  }
  await build({
    root: project,
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['drawbridge-source', ...defaultClientConditions] },
    build: {
      target: 'es2022',
      rolldownOptions: {
        input: Object.keys(files)
          .filter((path) => path.endsWith('.html'))
          .map((path) => join(project, path)),
      },
    },
  })
  return join(project, 'dist')
}
