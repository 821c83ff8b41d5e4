import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inRepository } from '../repository.ts'
import { enclosed } from './namespaces.ts'
import { FAILED, type Outcome } from './outcome.ts'
import { run } from './run.ts'

/** The parts of Playwright's JSON report that are read here. */
interface Report {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number }
  readonly suites: readonly Suite[]
}

interface Suite {
  readonly suites?: readonly Suite[]
  readonly specs: readonly { readonly title: string; readonly tests: readonly Test[] }[]
}

interface Test {
  readonly status: string
  readonly annotations: readonly { readonly type: string; readonly description?: string }[]
}

/** Runs the browser tests with the system's Chromium. Those that passed only when tried again are named. */
export async function runBrowserTests(): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), 'browser-report-'))
  const report = join(directory, 'report.json')
  const cli = inRepository('node_modules', '@playwright', 'test', 'cli.js')
  const config = inRepository('test', 'browser', 'playwright.config.ts')
  const flags = ['test', `--config=${config}`, '--reporter=list,json', '--forbid-only']
  const [command = '', ...args] = enclosed([process.execPath, cli, ...flags])
  const code = await run(command, args, { PLAYWRIGHT_JSON_OUTPUT_FILE: report })
  const outcome = readReport(report)
  rmSync(directory, { recursive: true })
  return code !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome
}

function readReport(path: string): Outcome {
  try {
    const { stats, suites } = JSON.parse(readFileSync(path, 'utf8')) as Report
    if (stats.flaky > 0) console.log(`${stats.flaky} passed only when tried again: see "flaky" above`)
    return {
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      skipped: suites.flatMap(skipsOf),
    }
  } catch {
    return FAILED // it ended before it could report: its output says why
  }
}

function skipsOf(suite: Suite): { name: string; reason: string }[] {
  const own = suite.specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === 'skipped')
      .map(({ annotations }) => ({ name: title, reason: annotations[0]?.description ?? 'no reason given' })),
  )
  return [...own, ...(suite.suites ?? []).flatMap(skipsOf)]
}
