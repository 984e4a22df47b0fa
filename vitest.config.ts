import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { sallyport: new URL('./src/index.ts', import.meta.url).pathname } },
  test: {
    include: ['test/**/*.test.ts'],
    // A cluster behind takes a while to make each index.
    testTimeout: process.env.SALLYPORT_TEST_BEHIND === undefined ? 30_000 : 120_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
