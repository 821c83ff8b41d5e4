// `npm run doctor`, and in the image `node server/dist/doctor.js`: examines what the orchestrator needs, whether or not it runs.
// Exit code 1 where something keeps it from working; `--json` prints the report as `GET /doctor` answers it.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createAppDoctor } from './app/doctor/app-doctor.ts'
import { openEdges } from './app/edges.ts'
import type { Config } from './config/config.ts'
import { ConfigError } from './config/fault.ts'
import { loadConfig } from './config/load.ts'
import { systemClock } from './lib/clock.ts'
import { reasonOf } from './lib/errors.ts'
import { fixed } from './lib/live.ts'
import { silentLogger } from './lib/log.ts'
import { reportText } from './wording/doctor/report-text.ts'
import { sentenceOf } from './wording/sentence.ts'

const config = readConfig()
void run()

async function run(): Promise<void> {
  const edges = await openEdges(config, systemClock, silentLogger).catch((error: unknown) =>
    fail(sentenceOf(reasonOf(error))),
  )
  const examine = createAppDoctor(
    { config: fixed(config), edges, clock: systemClock, isServer: false },
    ownVersion(),
  )
  const report = await examine()
  const isJson = process.argv.includes('--json')
  process.stdout.write(isJson ? `${JSON.stringify(report, null, 2)}\n` : reportText(report))
  // What hangs, such as a dead network mount, is waited for no longer.
  process.exit(report.verdict === 'error' ? 1 : 0)
}

/** Settings that are wrong are all that can be said: nothing is examined by them. */
function readConfig(): Config {
  try {
    return loadConfig(process.env).config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return fail(error.message)
  }
}

function ownVersion(): string {
  const path = fileURLToPath(new URL('../../package.json', import.meta.url))
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
