import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../repository.ts'
import { enclosed } from './namespaces.ts'
import { FAILED, type Outcome, type Skip } from './outcome.ts'
import { run } from './run.ts'

export interface NodeTests {
  readonly patterns: readonly string[]
  /** Files at the same time. */
  readonly concurrency: number
  /** A test that takes longer has failed. */
  readonly timeoutMs: number
}

/** Runs test files under Node's runner: shown as it goes, counted from its own report. No file at all is a failure. */
export async function runNodeTests({ patterns, concurrency, timeoutMs }: NodeTests): Promise<Outcome> {
  const files = globSync(patterns as string[], {
    cwd: ROOT,
    exclude: (name) => name.includes('node_modules'),
  })
  if (files.length === 0) {
    console.error(`no test file matches ${patterns.join(' ')}`)
    return FAILED
  }
  const directory = mkdtempSync(join(tmpdir(), 'test-report-'))
  const report = join(directory, 'report.tap')
  const [command = '', ...args] = enclosed([
    process.execPath,
    '--test',
    `--test-concurrency=${concurrency}`,
    `--test-timeout=${timeoutMs}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
    ...files,
  ])
  const code = await run(command, args)
  const outcome = existsSync(report) ? readTap(readFileSync(report, 'utf8')) : FAILED
  rmSync(directory, { recursive: true })
  return code !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome
}

/** Counts and skips of a TAP report by Node's runner. Cancelled tests have failed. */
export function readTap(tap: string): Outcome {
  const total = (word: string) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0)
  return { passed: total('pass'), failed: total('fail') + total('cancelled'), skipped: skipsIn(tap) }
}

function skipsIn(tap: string): Skip[] {
  return [...tap.matchAll(/^\s*ok \d+ - (.*?) # (SKIP|TODO)(?: (.*))?$/gm)].map(
    ([, name = '', word, why]) => ({
      name,
      reason: why ?? (word === 'TODO' ? 'to do' : 'no reason given'),
    }),
  )
}
