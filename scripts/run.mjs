// The door behind `npm start`, `npm test` and `pnpm ok`. It has no dependencies, since it runs before anything is
// installed, and old syntax up to the version check, so that an old Node reads far enough to say what is wrong.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Drawbridge needs Node 20.19 or newer, and this is Node ${process.versions.node}. Install a current one from https://nodejs.org and run the command again.`,
  )
  process.exit(1)
}

const { runPipeline } = await import('./pipeline.mjs')
process.exitCode = await runPipeline(process.argv[2], process.argv.slice(3))
