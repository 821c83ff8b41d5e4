import { CHROMIUM } from '@acestream-orchestrator/testing/browser/chromium'
import { defineConfig } from '@playwright/test'

/**
 * The panel in a real browser. At a desk a test that passes only when tried again has failed; on a shared machine that may
 * stall for seconds one more try distinguishes a stall from a fault, and the report names the test as flaky.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  globalSetup: '../../testing/browser/build.ts',
  outputDir: '../../test-results',
  // Each worker runs a whole orchestrator with engines beside its browser: more than two only slow each other down.
  workers: 2,
  retries: process.env['CI'] ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    ...CHROMIUM,
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
  },
})
