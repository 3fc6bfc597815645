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
          include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['scripts/imports.test.ts'],
          globalSetup: ['scripts/redis-for-tests.mjs'],
        },
      },
      {
        extends: true,
        test: { name: 'imports', include: ['scripts/imports.test.ts'] },
      },
    ],
  },
})
