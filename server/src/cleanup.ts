// `npm run cleanup`, and in the image `node server/dist/cleanup.js`: removes every engine of this instance, and every
// container that was made by POST /provision. The database and the key stay.
import { existsSync } from 'node:fs'
import { type Cleaned, removeEverything } from './app/cleanup.ts'
import { openEdges } from './app/edges.ts'
import { policyOf } from './app/policy.ts'
import type { Config } from './config/config.ts'
import { ConfigError } from './config/fault.ts'
import { loadConfig } from './config/load.ts'
import { lockDataDir } from './host/data-lock.ts'
import { systemClock } from './lib/clock.ts'
import { reasonOf } from './lib/errors.ts'
import { silentLogger } from './lib/log.ts'
import { sentenceOf } from './wording/sentence.ts'

const config = readConfig()
refuseWhileInUse(config.storage.dataDir)
void clean().then((cleaned) => process.exit(tell(cleaned) ? 0 : 1))

function readConfig(): Config {
  try {
    return loadConfig(process.env).config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return fail(error.message)
  }
}

/** An orchestrator that runs would at once make other engines. */
function refuseWhileInUse(dataDir: string): void {
  if (!existsSync(dataDir)) return
  const lock = lockDataDir(dataDir, systemClock.now())
  if (lock.kind === 'taken')
    fail(`The orchestrator is running (${lock.holder}): stop it first. Nothing was removed.`)
  if (lock.kind === 'impossible')
    complain(
      `Can't tell whether the orchestrator is running (${sentenceOf(lock.reason)}): if it is, it makes new engines.`,
    )
}

async function clean(): Promise<Cleaned> {
  try {
    const edges = await openEdges(config, systemClock, silentLogger)
    const cleaned = await removeEverything(
      edges.runtime,
      config.engines.instance,
      policyOf(config).stopGraceMs,
    )
    await edges.close()
    return cleaned
  } catch (error) {
    return fail(`Nothing more was removed: ${sentenceOf(reasonOf(error))}`)
  }
}

/** True when nothing of ours is left. */
function tell({ removed, failed, others }: Cleaned): boolean {
  for (const name of removed) say(`removed ${name}`)
  for (const { name, reason } of failed) complain(`could not remove ${name}: ${reason}`)
  for (const name of others) say(`left ${name}: it belongs to another INSTANCE`)
  if (removed.length + failed.length === 0) say('There was nothing to remove.')
  say(`The database and the key are still in ${config.storage.dataDir}.`)
  return failed.length === 0
}

function fail(message: string): never {
  complain(message)
  process.exit(1)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`)
}
