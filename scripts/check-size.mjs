import { measureSizes } from './sizes.mjs'

const sizes = await measureSizes()
const width = Math.max(...sizes.map(({ name }) => name.length))
for (const { name, measured, kB } of sizes) {
  const mark = measured > kB ? '✗' : '✓'
  console.log(
    `${mark} ${name.padEnd(width)}  ${measured.toFixed(2).padStart(6)} kB of ${kB.toFixed(1)} kB`,
  )
}
if (sizes.some(({ measured, kB }) => measured > kB)) {
  console.error(
    '\nAn import weighs more than scripts/size-budgets.json allows (brotli, 1 kB = 1000 bytes).',
  )
  process.exitCode = 1
}
