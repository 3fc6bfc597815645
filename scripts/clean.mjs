import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { listPackages } from './packages.mjs'

// A file whose source is gone must not be packed, and neither tsc nor rollup removes one.
for (const { folder } of listPackages()) {
  for (const output of ['build', 'dist'])
    rmSync(join(folder, output), { recursive: true, force: true })
}
