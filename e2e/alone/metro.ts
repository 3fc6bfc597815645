import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import metro, { type ResolutionContext } from 'metro-resolver'

const origin = fileURLToPath(import.meta.url)

/** The file that Metro, the bundler of React Native, takes for an import in this folder. */
export function resolveWithMetro(name: string, isExportsRead: boolean): string | undefined {
  const context: ResolutionContext = {
    allowHaste: false,
    // A Set is what it reads, whatever its types say.
    assetExts: new Set(['png']) as unknown as readonly string[],
    customResolverOptions: {},
    disableHierarchicalLookup: false,
    doesFileExist: (path) => existsSync(path) && statSync(path).isFile(),
    extraNodeModules: {},
    fileSystemLookup(path) {
      if (!existsSync(path)) return { exists: false }
      return {
        exists: true,
        type: statSync(path).isFile() ? 'f' : 'd',
        realPath: realpathSync(path),
      }
    },
    getPackage: (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null),
    getPackageForModule(path) {
      for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
        const file = join(folder, 'package.json')
        if (existsSync(file))
          return {
            packageJson: JSON.parse(readFileSync(file, 'utf8')),
            rootPath: folder,
            packageRelativePath: relative(folder, path),
          }
      }
      return null
    },
    isESMImport: true,
    mainFields: ['react-native', 'browser', 'main'],
    nodeModulesPaths: [],
    originModulePath: origin,
    preferNativePlatform: true,
    redirectModulePath: (path) => path,
    resolveAsset: () => undefined,
    resolveHasteModule: () => undefined,
    resolveHastePackage: () => undefined,
    sourceExts: ['js', 'jsx', 'json', 'ts', 'tsx'],
    unstable_conditionNames: ['require', 'react-native'],
    unstable_conditionsByPlatform: {},
    unstable_enablePackageExports: isExportsRead,
    unstable_logWarning() {},
  }
  const found = metro.resolve(context, name, 'ios')
  return found.type === 'sourceFile' ? realpathSync(found.filePath) : undefined
}
