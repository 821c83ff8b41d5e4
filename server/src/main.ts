import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { holdPort } from './api/http/held-port.ts'
import { type ApiKey, loadKey } from './api/security/key.ts'
import type { App } from './app/app.ts'
import type { Edges } from './app/edges.ts'
import { createLogger } from './app/logging/logger.ts'
import { openSettings } from './app/open-settings.ts'
import { RESTORE_READY } from './backup/data-files.ts'
import type { Config } from './config/config.ts'
import { formatEffective } from './config/effective.ts'
import { ConfigError } from './config/fault.ts'
import { type LoadedConfig, loadConfig } from './config/load.ts'
import { panelLink } from './config/panel-link.ts'
import { compileForLongRun } from './host/compilers.ts'
import { takeDataDir } from './host/data-dir.ts'
import { startHeapKeeper } from './host/heap-keeper.ts'
import { createLogOutput } from './host/log-output.ts'
import { systemClock } from './lib/clock.ts'
import { messageOf } from './lib/errors.ts'
import { derived } from './lib/live.ts'
import type { Logger } from './lib/log.ts'
import { startWriter } from './store/database.ts'
import { openStore, type Store } from './store/open.ts'
import { ownVersion, ROOT } from './version.ts'

/** A second signal, or this long after the first, ends the process whatever is still under way. */
const STOP_WITHIN_MS = 15_000

/** How long the end waits for whoever reads the log. */
const LOG_FLUSH_MS = 500

const LOOPBACK = /^(127\.|::1$|localhost$)/

void start()

async function start(): Promise<void> {
  // Settings first: nothing is touched while one of them is wrong.
  const { config, base, warnings, effective } = readSettings()
  const { dataDir, fullSync } = config.storage
  const sync = fullSync ? 'full' : 'normal'
  const writer = startWriter({ dataDir, sync })
  const log = createLogOutput({ descriptor: 1 })
  process.on('exit', () => log.flushSync(LOG_FLUSH_MS))
  const logger = await createLogger(config.log, log)
  endOnFault(logger)
  logger.info({}, `settings\n${formatEffective(effective)}`)
  for (const warning of warnings) logger.warn({}, warning)

  const port = await holdPort(config.http.host, config.http.port).catch((error: unknown) =>
    cannotListen(error, config, logger),
  )
  takeDataDir(dataDir, systemClock.now(), logger)
  await finishInterruptedRestore(dataDir, logger)
  const [key, settings] = await Promise.all([
    loadKey(dataDir, config.access.apiKey),
    openSettings(base, dataDir, systemClock),
  ])
  const opening = openStore({
    dataDir,
    sync,
    writer,
    statsRetentionDays: derived(settings.config, ({ streams }) => streams.retentionDays),
    clock: systemClock,
    logger: logger.child({ module: 'store' }),
  })
  // Most of our code is read here, while the store's thread opens the database.
  const [{ openEdges }, { startApp }] = await Promise.all([import('./app/edges.ts'), import('./app/app.ts')])
  const store = await opening
  const edges = await openEdges(config, systemClock, logger)
  const panelDir = join(ROOT, 'panel', 'dist')
  const app = await startApp({
    config: settings.config,
    settings,
    apiKey: key.key,
    edges,
    store,
    log,
    clock: systemClock,
    logger,
    version: ownVersion(),
    random: Math.random,
    newId: randomUUID,
    newEngineId: () => `external-${randomBytes(16).toString('hex')}`,
    newStreamId: () => randomBytes(8).toString('hex'),
    panelDir: existsSync(panelDir) ? panelDir : null,
  })
  stopOnSignal({ app, edges, store }, logger)
  sayWhereWeAre(await app.api.listen(port), config, key, logger)
  compileForLongRun(systemClock)
}

function readSettings(): LoadedConfig {
  try {
    return loadConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

/** A restore that a crash interrupted once it counted: its files are put in place before any is read. */
async function finishInterruptedRestore(directory: string, logger: Logger): Promise<void> {
  if (!existsSync(join(directory, RESTORE_READY))) return
  try {
    const { finishRestore } = await import('./backup/restore/swap.ts')
    const done = finishRestore(directory)
    if (done !== null) logger.info({ aside: done.aside }, 'an interrupted restore of a backup was completed')
  } catch (error) {
    logger.error(
      { reason: messageOf(error) },
      "an interrupted restore can't be completed: free space in DATA_DIR, or its rights",
    )
    process.exit(1)
  }
}

function endOnFault(logger: Logger): void {
  process.on('uncaughtException', (err) => {
    logger.error({ err }, 'the process ends: this should not have happened')
    process.exit(1)
  })
}

interface Running {
  readonly app: App
  readonly edges: Edges
  readonly store: Store
}

function stopOnSignal({ app, edges, store }: Running, logger: Logger): void {
  const heap = startHeapKeeper(systemClock)
  let stopping = false
  async function stop(signal: string): Promise<void> {
    if (stopping) process.exit(1)
    stopping = true
    logger.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    await Promise.all([heap.stop(), app.stop()])
    await edges.close()
    await store.close()
    logger.info({}, 'stopped')
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function cannotListen(error: unknown, { http: { host, port } }: Config, logger: Logger): never {
  const { code = '' } = error as NodeJS.ErrnoException
  const cure = ['ENOTFOUND', 'EAI_AGAIN'].includes(code)
    ? 'HOST does not resolve (conda and some shells export one): unset it or set 127.0.0.1'
    : 'set another PORT or HOST'
  logger.error({ reason: messageOf(error) }, `can't listen on ${host}:${port}: ${cure}`)
  process.exit(1)
}

function sayWhereWeAre(address: string, config: Config, key: ApiKey, logger: Logger): void {
  logger.info({ address }, `listening; the panel is at ${panelLink(config, null)}`)
  if (LOOPBACK.test(config.http.host))
    logger.info({}, 'only this machine can reach it: HOST=0.0.0.0 opens it to the home network')
  if (!key.generated) return
  const link = panelLink(config, key.key)
  if (key.notKept === null) logger.info({}, `first start: open the panel with its key by ${link}`)
  else tellUnkept(key.notKept, link, logger)
}

/** Every such start makes another key: its link is for the person at the terminal, and never for a log. */
function tellUnkept(reason: string, link: string, logger: Logger): void {
  logger.warn(
    { reason },
    'the key can not be kept, so it is for this run only: set API_KEY, or give DATA_DIR a folder that can be ' +
      'written (in a container: a volume), and start again to use the panel with a key',
  )
  if (process.stderr.isTTY) process.stderr.write(`Until it ends, open the panel with its key by ${link}\n`)
}
