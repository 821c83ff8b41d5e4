/** The whole application over a world in memory and a real SQLite file; asked as clients ask it. */
import assert from 'node:assert/strict'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { JournalEntry } from '@acestream-orchestrator/contract/event'
import type { OrchestratorStatus } from '@acestream-orchestrator/contract/status'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import type { LightMyRequestResponse } from 'fastify'
import { startApp } from '../../server/src/app/app.ts'
import { openSettings } from '../../server/src/app/open-settings.ts'
import { loadConfig } from '../../server/src/config/load.ts'
import { derived } from '../../server/src/lib/live.ts'
import { silentLogger } from '../../server/src/lib/log.ts'
import { openStore, type Store } from '../../server/src/store/open.ts'
import { atEnd, type Cleanup } from '../machine/temporary.ts'
import { KEY, WITH_KEY } from './api.ts'
import type { Outside } from './outside.ts'

export interface AppRig {
  readonly store: Store
  get(url: string): Promise<LightMyRequestResponse>
  post(url: string, body?: unknown): Promise<LightMyRequestResponse>
  put(url: string, body: unknown): Promise<LightMyRequestResponse>
  patch(url: string, body: unknown): Promise<LightMyRequestResponse>
  del(url: string): Promise<LightMyRequestResponse>
  engines(): Promise<EngineState[]>
  /** The one engine there is. */
  engine(): Promise<EngineState>
  engineOf(containerId: string): Promise<EngineState>
  stream(id: string): Promise<StreamState>
  status(): Promise<OrchestratorStatus>
  /** Oldest first. */
  journal(): Promise<JournalEntry[]>
  /** `category` of each entry, oldest first. */
  story(): Promise<string[]>
  /** Begins a stream on that engine, whose session plays, and reports it as a proxy does. */
  play(engine: EngineState, session?: string): Promise<StreamState>
  /** Moves time on, then waits for what the database has under way. */
  advance(ms: number): Promise<void>
  /** Waits for what the database has under way, without any time passing. */
  settle(): Promise<void>
  listen(): Promise<string>
  /** Ends the application as SIGTERM does; the world goes on. */
  stop(): Promise<void>
}

type Variables = Readonly<Record<string, string>>

const HEX = '0a4848271c91ce2d8965ce416267c25047dc8141'
/** As in `builders.ts`: the image of the engines that `someFacts` describes. */
const IMAGE = 'wafy80/acestream'

/** Started, stopped when the test is over. `settings` are environment variables. */
export async function anApp(test: Cleanup, outside: Outside, settings: Variables = {}): Promise<AppRig> {
  const { clock } = outside
  const saved = await openSettings(baseOf(outside, settings), outside.dataDir, clock)
  const config = derived(saved.config, (now) => ({ ...now, http: { ...now.http, port: 0 } }))
  const store = await openStore({
    dataDir: outside.dataDir,
    sync: 'normal',
    statsRetentionDays: derived(config, ({ streams }) => streams.retentionDays),
    clock,
    logger: silentLogger,
  })
  let ids = 0
  const app = await startApp({
    config,
    settings: saved,
    apiKey: KEY,
    edges: outside.edges,
    store,
    log: { status: () => ({ ok: true, reason: null, dropped: 0 }) },
    clock,
    logger: silentLogger,
    version: '1.2.3',
    random: () => 0.5,
    newId: () => `id-${++ids}`,
    newEngineId: () => `external-${++ids}`,
    newStreamId: () => (++ids).toString(16).padStart(16, '0'),
    panelDir: null,
  })

  async function settle(): Promise<void> {
    await store.database.write([])
    await store.database.select('SELECT 1').catch(() => []) // the store is down: nothing is under way
    await clock.advance(0)
  }

  async function read<T>(url: string): Promise<T> {
    const answer = await get(url)
    assert.equal(answer.statusCode, 200, `${url}: ${answer.body}`)
    return answer.json<T>()
  }

  const get = (url: string) => app.api.inject({ method: 'GET', url, headers: WITH_KEY })
  const post = (url: string, body: unknown = {}) => send('POST', url, body)
  const send = (method: 'POST' | 'PUT' | 'PATCH', url: string, body: unknown) =>
    app.api.inject({
      method,
      url,
      headers: { ...WITH_KEY, 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    })

  const rig: AppRig = {
    store,
    get,
    post,
    put: (url, body) => send('PUT', url, body),
    patch: (url, body) => send('PATCH', url, body),
    del: (url) => app.api.inject({ method: 'DELETE', url, headers: WITH_KEY }),
    engines: () => read('/engines?all=true'),
    engine: async () => {
      const [engine, ...others] = await rig.engines()
      assert.ok(engine && others.length === 0, `one engine, and not ${others.length + 1}`)
      return engine
    },
    engineOf: async (id) => (await read<{ engine: EngineState }>(`/engines/${id}`)).engine,
    stream: (id) => read(`/streams/${encodeURIComponent(id)}`),
    status: () => read('/orchestrator/status'),
    journal: async () => (await read<JournalEntry[]>('/events?limit=500')).reverse(),
    story: async () => (await rig.journal()).map(({ category }) => category),
    play: async (engine, session = 'a1') => {
      const path = `${HEX}/${Buffer.from(session).toString('hex')}`
      outside.sessions.play(engine.port, path)
      const answer = await post('/events/stream_started', {
        container_id: engine.container_id,
        engine: { host: 'localhost', port: engine.port },
        stream: { key_type: 'infohash', key: `key-${session}` },
        session: {
          playback_session_id: session,
          stat_url: `http://localhost:${engine.port}/ace/stat/${path}`,
          command_url: `http://localhost:${engine.port}/ace/cmd/${path}`,
          is_live: 1,
        },
        labels: { stream_id: session },
      })
      assert.equal(answer.statusCode, 200, answer.body)
      return answer.json<StreamState>()
    },
    advance: async (ms) => {
      await clock.advance(ms)
      await settle()
    },
    settle,
    listen: () => app.api.listen(),
    stop: async () => {
      stopping ??= end()
      await stopping
    },
  }

  let stopping: Promise<void> | undefined
  async function end(): Promise<void> {
    const stopped = app.stop()
    await clock.advance(10_000) // what is under way may take its time to finish
    await stopped
    await store.close()
  }
  atEnd(test, rig.stop)
  await settle()
  await rig.advance(500)
  return rig
}

function baseOf({ dataDir, vpnNames }: Outside, settings: Variables) {
  return loadConfig(
    {
      DATA_DIR: dataDir,
      API_KEY: KEY,
      TARGET_IMAGE: IMAGE,
      PROVISION_IMAGES: IMAGE,
      ...(vpnNames.length > 0 ? { GLUETUN_CONTAINER_NAME: vpnNames.join(',') } : {}),
      ...settings,
    },
    { arch: 'x64', isTerminal: false },
  ).base
}
