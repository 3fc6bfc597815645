import { existsSync } from 'node:fs'

const miniBrowsers = ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0'].map(
  (folder) =>
    `/usr/lib/${{ x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch}-linux-gnu/${folder}/MiniBrowser`,
)

export function miniBrowser() {
  return miniBrowsers.find((path) => existsSync(path))
}
