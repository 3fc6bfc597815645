import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

// The tests meet the sources of the other packages, so that nothing has to be built before they run.
const conditions = ['drawbridge-source', ...defaultServerConditions]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'packages/*/{src,test}/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/*.test.ts',
            'playground/backend/*.test.ts',
          ],
          exclude: ['scripts/imports.test.ts', 'scripts/bundles.test.ts'],
          globalSetup: ['scripts/redis-for-tests.mjs'],
        },
      },
      {
        extends: true,
        test: {
          name: 'properties',
          include: ['packages/*/proof/**/*.test.ts'],
          globalSetup: ['scripts/redis-for-tests.mjs'],
          // A million runs take their time; the command line bounds how many there are.
          testTimeout: 0,
        },
      },
      {
        extends: true,
        test: {
          name: 'runners',
          include: ['packages/*/runners/**/*.test.ts'],
          globalSetup: ['scripts/redis-for-tests.mjs'],
          // Each starts a test runner of its own.
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        // What was built, in several bundlers.
        test: { name: 'bundles', include: ['scripts/bundles.test.ts'], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'webview',
          include: ['e2e/webview/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'phone',
          include: ['e2e/phone/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'native',
          include: ['e2e/native/**/*.test.ts'],
          globalSetup: ['scripts/kotlin-for-tests.mjs'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'imports', include: ['scripts/imports.test.ts'] },
      },
    ],
  },
})
