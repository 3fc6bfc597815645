/**
 * @typedef {object} Step
 * @property {string} script its name in the root package.json, which holds the command
 * @property {readonly string[]} [after] the steps whose output it reads, or would disturb
 * @property {true} [alone] it keeps both cores busy by itself, or measures time
 * @property {true} [browser] it needs one
 * @property {import('./results.mjs').Runner} [runner] whose tests are counted
 */

/**
 * Every check and test, in the order that fails fastest: the next one starts as soon as there is room beside the one
 * that runs. Nothing else repeats this list.
 *
 * @type {readonly Step[]}
 */
export const steps = [
  { script: 'check:format' },
  { script: 'check:lint' },
  { script: 'build' },
  { script: 'check:imports', runner: 'vitest' },
  { script: 'check:types', after: ['build'] },
  { script: 'test:unit', runner: 'vitest' },
  { script: 'test:types', after: ['build'] },
  { script: 'check:deps', after: ['build'] },
  { script: 'check:engines' },
  { script: 'test:properties', runner: 'vitest' },
  { script: 'test:native', runner: 'vitest' },
  { script: 'test:runners', after: ['build'], runner: 'vitest' },
  { script: 'test:bundles', after: ['build'], runner: 'vitest' },
  { script: 'pack:all', after: ['build'] },
  { script: 'check:exports', after: ['pack:all'] },
  { script: 'check:size', after: ['pack:all'] },
  { script: 'check:docs', after: ['pack:all'] },
  { script: 'browser', browser: true },
  { script: 'engines', browser: true },
  { script: 'test:waits', after: ['browser', 'engines'], browser: true, runner: 'playwright' },
  { script: 'test:webview', after: ['engines'], browser: true, runner: 'vitest' },
  { script: 'test:phone', after: ['browser'], browser: true, runner: 'vitest' },
  { script: 'test:e2e', alone: true, browser: true, runner: 'playwright' },
  { script: 'test:bench', alone: true, browser: true },
]
