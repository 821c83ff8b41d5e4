import { randomBytes, randomUUID } from 'node:crypto'
import { startApp } from '../../server/src/app/app.ts'
import { openEdges } from '../../server/src/app/edges.ts'
import { createLogger } from '../../server/src/app/logging/logger.ts'
import { openSettings } from '../../server/src/app/open-settings.ts'
import { loadConfig } from '../../server/src/config/load.ts'
import { systemClock } from '../../server/src/lib/clock.ts'
import { fixed } from '../../server/src/lib/live.ts'
import { openStore } from '../../server/src/store/open.ts'
import { freePort, type OrchestratorClient, orchestratorAt, TEST_KEY } from './process.ts'
import { type Env, productEnv, type Questions, withQuestions } from './product.ts'

export type ProductHere = OrchestratorClient & Questions & { close(): Promise<void> }

export interface ProductHereOptions {
  readonly dockerHost: string
  readonly dataDir: string
  readonly env: Env
  readonly resourcesEveryMs: number
}

/** The whole product in this process, for what has no setting: as main.ts starts it, and ended as by SIGTERM. */
export async function startHere(options: ProductHereOptions): Promise<ProductHere> {
  const { dockerHost, dataDir, env, resourcesEveryMs } = options
  const port = await freePort()
  const settings = { ...productEnv(dockerHost), DATA_DIR: dataDir, PORT: String(port), ...env }
  const { config, base } = loadConfig(settings)
  const lines: string[] = []
  const logger = await createLogger(
    { level: 'info', format: 'json' },
    { write: (line) => lines.push(line), onGap: () => {} },
  )
  const clock = systemClock
  const store = await openStore({ dataDir, sync: 'normal', statsRetentionDays: fixed(1), clock, logger })
  const edges = await openEdges(config, clock, logger)
  const saved = await openSettings(base, dataDir, clock)
  const app = await startApp({
    config: saved.config,
    settings: saved,
    apiKey: TEST_KEY,
    edges,
    store,
    log: { status: () => ({ ok: true, reason: null, dropped: 0 }) },
    clock,
    logger,
    version: 'test',
    random: Math.random,
    newId: randomUUID,
    newEngineId: randomUUID,
    newStreamId: () => randomBytes(8).toString('hex'),
    panelDir: null,
    resourcesEveryMs,
  })
  await app.api.listen()
  let isClosed = false
  return {
    ...withQuestions(orchestratorAt(`http://127.0.0.1:${port}`), () => lines.join('')),
    close: async () => {
      if (isClosed) return
      isClosed = true
      await app.stop()
      await edges.close()
      await store.close()
    },
  }
}
