import { build, defaultClientConditions } from 'vite'

/**
 * Which code of the packages a page runs: their sources, or what a user installs.
 *
 * @typedef {'sources' | 'built'} Packages
 */

/**
 * The script of a page, with everything inside, as text.
 *
 * @param {string} entry a file
 * @param {{ packages: Packages, minify?: boolean }} options
 * @returns {Promise<string>}
 */
export async function pageScript(entry, { packages, minify = false }) {
  const own = packages === 'sources' ? ['drawbridge-source'] : []
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: [...own, ...defaultClientConditions] },
    build: {
      write: false,
      // In library mode Vite leaves white space in ES modules, unless told so.
      minify: minify && 'oxc',
      target: 'es2022',
      lib: { entry, formats: ['es'], fileName: 'page' },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const chunk = output && 'output' in output ? output.output[0] : undefined
  if (!chunk) throw new Error(`Vite made no script of ${entry}`)
  const folder = packages === 'sources' ? 'src' : 'dist'
  const strange = chunk.moduleIds.find(
    (id) =>
      !id.includes('/node_modules/') && /\/packages\/\w+\//.test(id) && !id.includes(`/${folder}/`),
  )
  if (strange) throw new Error(`${strange} is not of the ${packages}. Run npm run build first`)
  return chunk.code
}
