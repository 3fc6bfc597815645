/**
 * @typedef {object} Step
 * @property {string} script its name in the root package.json, which holds the command
 * @property {true} [browser] it needs one
 * @property {import('./results.mjs').Runner} [runner] whose tests are counted
 */

/**
 * Every check and test, in the order that fails fastest. Nothing else repeats this list.
 *
 * @type {readonly Step[]}
 */
export const steps = [
  { script: 'check:format' },
  { script: 'check:lint' },
  { script: 'check:types' },
  { script: 'test:unit', runner: 'vitest' },
  { script: 'test:types' },
  { script: 'test:properties', runner: 'vitest' },
  { script: 'test:native', runner: 'vitest' },
  { script: 'check:imports', runner: 'vitest' },
  { script: 'build' },
  { script: 'test:runners', runner: 'vitest' },
  { script: 'test:bundles', runner: 'vitest' },
  { script: 'check:deps' },
  { script: 'check:engines' },
  { script: 'pack:all' },
  { script: 'check:exports' },
  { script: 'check:size' },
  { script: 'check:docs' },
  { script: 'browser', browser: true },
  { script: 'engines', browser: true },
  { script: 'test:webview', browser: true, runner: 'vitest' },
  { script: 'test:phone', browser: true, runner: 'vitest' },
  { script: 'test:e2e', browser: true, runner: 'playwright' },
  { script: 'test:bench', browser: true },
]
