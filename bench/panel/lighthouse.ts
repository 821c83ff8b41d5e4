import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LAUNCH } from '@acestream-orchestrator/testing/browser/chromium'
import { startStandIn } from '@acestream-orchestrator/testing/browser/stand-in/server'
import { inRepository } from '../../scripts/repository.ts'
import type { BenchTable, Row } from '../table.ts'

/** 176 MB and 114 packages: only this bench fetches it, and nobody else has to install it. */
const PACKAGE = 'lighthouse@13.5.0'
const HOME = inRepository('.cache', 'lighthouse')
const CLI = join(HOME, 'node_modules', 'lighthouse', 'cli', 'index.js')
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const
const LEAST = { desktop: 0.98, mobile: 0.9 }
const RUNS = 3

type Preset = keyof typeof LEAST

interface Report {
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>
}

/** Lighthouse with the system's Chromium. The best of some runs: whatever else the machine does only takes away. */
export async function benchLighthouse(): Promise<BenchTable> {
  ensureLighthouse()
  const server = await startStandIn()
  const rows: Row[] = []
  for (const preset of ['desktop', 'mobile'] as const) {
    const reports: Report[] = []
    while (reports.length < RUNS) reports.push(await run(`${server.url}/panel/`, preset))
    for (const category of CATEGORIES) rows.push(rowOf(reports, preset, category))
  }
  await server.close()
  return { title: `Lighthouse 13.5.0 (best of ${RUNS} runs)`, rows }
}

function rowOf(reports: readonly Report[], preset: Preset, category: string): Row {
  const score = Math.max(...reports.map(({ categories }) => categories[category]?.score ?? 0))
  const least = LEAST[preset]
  return {
    measure: `${preset}: ${category.replace('-', ' ')}`,
    ours: (score * 100).toFixed(0),
    target: `>= ${least * 100}`,
    met: score >= least,
  }
}

function ensureLighthouse(): void {
  if (existsSync(CLI)) return
  mkdirSync(HOME, { recursive: true })
  const args = [
    'install',
    '--prefix',
    HOME,
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--no-save',
    PACKAGE,
  ]
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`npm could not install ${PACKAGE}`)
}

/**
 * Applied throttling: the simulated kind takes the live stream, which never ends, for something that the page waits
 * for.
 */
async function run(url: string, preset: Preset): Promise<Report> {
  const directory = mkdtempSync(join(tmpdir(), 'lighthouse-'))
  const path = join(directory, 'report.json')
  const args = [
    CLI,
    url,
    '--quiet',
    '--output=json',
    `--output-path=${path}`,
    '--throttling-method=devtools',
    '--max-wait-for-load=15000',
    `--only-categories=${CATEGORIES.join(',')}`,
    '--no-enable-error-reporting',
    `--chrome-flags=--headless=new ${LAUNCH.args.join(' ')}`,
    ...(preset === 'desktop' ? ['--preset=desktop'] : []),
  ]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, CHROME_PATH: LAUNCH.executablePath },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`lighthouse ended with ${code}`)
  const report = JSON.parse(readFileSync(path, 'utf8')) as Report
  rmSync(directory, { recursive: true })
  return report
}
