/** The API over the real registry, commands, tracker and journal; what lies further out are small fakes. */

import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import type { DoctorReport } from '@acestream-orchestrator/contract/doctor'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import type { StreamStartedBody } from '@acestream-orchestrator/contract/stream'
import { someFacts, T0 } from '@acestream-orchestrator/testing/builders/world'
import { fakeAlerts } from '@acestream-orchestrator/testing/fakes/alerts'
import { incidentsIn } from '@acestream-orchestrator/testing/fakes/incidents'
import { type ManualClock, manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import {
  type FakeStore,
  fakeStore,
  NO_SESSIONS,
  readableIds,
} from '@acestream-orchestrator/testing/fakes/streams'
import { Ajv } from 'ajv'
import type { LightMyRequestResponse } from 'fastify'
import type { TSchema } from 'typebox'
import type { ApiDeps, ApiSettings } from '../../server/src/api/ports.ts'
import { readStart } from '../../server/src/api/read/stream.ts'
import { type Api, createApi } from '../../server/src/api/server.ts'
import { engineDirectory } from '../../server/src/app/adapters/engine-directory.ts'
import { settingsPreview } from '../../server/src/app/adapters/settings-preview.ts'
import { loadConfig } from '../../server/src/config/load.ts'
import { type Commands, createCommands } from '../../server/src/engines/commands.ts'
import type { EngineIntent, LogLine } from '../../server/src/engines/ports.ts'
import { createRegistry, type Registry } from '../../server/src/engines/registry.ts'
import { recommend } from '../../server/src/engines/selection.ts'
import { createJournal, type Journal } from '../../server/src/journal/journal.ts'
import type { StoredEvent } from '../../server/src/journal/journal-event.ts'
import { createEmitter, type Emitter } from '../../server/src/lib/emitter.ts'
import { DomainError } from '../../server/src/lib/errors.ts'
import { fixed } from '../../server/src/lib/live.ts'
import type { Logger } from '../../server/src/lib/log.ts'
import { silentLogger } from '../../server/src/lib/log.ts'
import { createAudience } from '../../server/src/playback/audience.ts'
import { createJobs, type Jobs } from '../../server/src/provisioning/jobs.ts'
import type { Provisioning, ProvisioningStatus } from '../../server/src/provisioning/service.ts'
import type { Saved } from '../../server/src/settings/saved.ts'
import { createSettings } from '../../server/src/settings/settings.ts'
import type { StartReport } from '../../server/src/streams/reports/report.ts'
import type { Beat } from '../../server/src/streams/sampling/beat.ts'
import { createTracker, type Tracker } from '../../server/src/streams/tracker.ts'
import type { VpnChange } from '../../server/src/vpn/watch.ts'
import { createVpnWatch } from '../../server/src/vpn/watch.ts'
import { messageOf } from '../../server/src/wording/events/message.ts'
import { fakeDocument } from '../fakes/document.ts'

export const KEY = 'the-key-of-these-tests'
export const WITH_KEY = { authorization: `Bearer ${KEY}` }

export interface ApiRig {
  readonly api: Api
  readonly deps: ApiDeps
  readonly clock: ManualClock
  readonly registry: Registry
  readonly tracker: Tracker
  readonly streamStore: FakeStore
  readonly journal: Journal
  readonly jobs: Jobs
  readonly intents: EngineIntent[]
  readonly beats: Emitter<Beat>
  readonly vpnChanges: Emitter<VpnChange>
  readonly provisioning: FakeProvisioning
  /** Errors that were logged. */
  readonly logged: { readonly fields: object; readonly message: string }[]
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  post(url: string, body?: unknown, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  del(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
}

export interface FakeProvisioning extends Provisioning {
  readonly asked: unknown[]
  /** What `status` answers. */
  now: ProvisioningStatus
  /** The next requests for a container reject with it. */
  failure: Error | undefined
}

/** Nothing is wrong, and nothing was. */
const NO_INCIDENTS: ApiDeps['incidents'] = {
  changes: createEmitter(),
  open: () => [],
  recent: () => [],
  query: async () => [],
  counts: () => new Map(),
}

const NO_FINDINGS: DoctorReport = {
  version: '1.2.3',
  platform: 'Node 26.0.0, linux x64',
  created_at: '2026-01-01T00:00:00.000Z',
  duration_ms: 1,
  verdict: 'ok',
  findings: [],
}

const CAPACITY = { total: 2, used: 0, available: 2, min: 1, max: 6, scale: null, wanted: 2 }

function fakeProvisioning(registry: Registry): FakeProvisioning {
  const asked: unknown[] = []
  const fake: FakeProvisioning = {
    asked,
    now: { capacity: CAPACITY, breaker: 'closed', blocked: null },
    failure: undefined,
    status: () => fake.now,
    engine: async (request) => {
      asked.push(request)
      if (fake.failure) throw fake.failure
      const [engine] = registry.list()
      if (!engine) throw new DomainError('max_capacity', 'no engine can be made: all places are taken')
      return engine
    },
    container: async (request) => {
      asked.push(request)
      if (fake.failure) throw fake.failure
      return someFacts({ number: 90, name: `${request.namePrefix}-1` })
    },
    previewScale: (demand) => ({
      scaledTo: Math.min(6, Math.max(1, demand)),
      starts: 1,
      removes: [],
      protected: [{ id: 'busy', why: { code: 'has_streams', streams: 1 } }],
    }),
    scale: async (demand) => {
      asked.push(demand)
      return fake.previewScale(demand)
    },
    previewRemoval: () => ({ isReplaced: true, wanted: 2 }),
    previewPolicy: ({ maxReplicas }) => ({
      wanted: Math.min(2, maxReplicas),
      starts: 1,
      stops: [],
      recreates: [],
      rolls: true,
      kept: [],
      busy: 0,
      blocked: null,
    }),
    clearScale: async () => void asked.push('clear'),
    checkImage: async () => ({ image: 'a/b:1', check: { state: 'newer' }, outdated: 1 }),
    updateImage: async () => {
      asked.push('update image')
      return { kind: 'pulling' }
    },
    cancelImageUpdate: async () => ({ kind: 'cancelled', replaced: 1 }),
    imageUpdate: () => ({ kind: 'replacing', replaced: 1, total: 3, waiting: 2 }),
    collectGarbage: async () => ['left-over'],
  }
  return fake
}

/** The real settings over a document in memory, planned by the fake provisioning. */
function settingsEditor(planFor: FakeProvisioning['previewPolicy']): ApiDeps['editor'] {
  const { base } = loadConfig({ MIN_FREE_REPLICAS: '2' }, { arch: 'x64', isTerminal: false })
  const settings = createSettings(base, fakeDocument<Saved>())
  return {
    ...settings,
    preview: (changes) => settingsPreview(settings.preview(changes), settings.config.get(), planFor),
  }
}

const NO_WISHES = { image: null, labels: {}, env: {}, hostPort: null }

const SETTINGS: ApiSettings = {
  host: '127.0.0.1',
  port: 0,
  basePath: '',
  publicUrl: null,
  trustProxy: false,
  authOff: false,
  protectReads: false,
  corsOrigins: [],
  frameAncestors: [],
  apiKey: KEY,
  maxStreams: () => 3,
  panelDir: null,
  proxy: null,
}

/** With engines `acestream-1` and `acestream-2`, ready and healthy. */
export function apiRig(settings: Partial<ApiSettings> = {}, change: Partial<ApiDeps> = {}): ApiRig {
  const clock = manualClock(T0)
  const logged: ApiRig['logged'] = []
  const logger: Logger = {
    ...silentLogger,
    error: (fields, message) => logged.push({ fields, message }),
    child: () => logger,
  }
  const registry = createRegistry({
    runtime: 'docker',
    instance: 'default',
    store: { remember: () => {}, forget: () => {} },
    now: clock.now,
  })
  for (const number of [1, 2]) makeReady(registry, number)
  const entries: StoredEvent[] = []
  const journal = createJournal({
    store: { append: (event) => entries.push(event), query: async () => [], lastId: async () => 0 },
    clock,
    word: messageOf,
    lastId: 0,
  })
  const streamStore = fakeStore()
  const tracker = createTracker({
    engines: engineDirectory(registry, clock),
    sessions: NO_SESSIONS,
    newId: readableIds(),
    store: streamStore,
    recorder: journal,
    clock,
    logger,
    patience: fixed({ lostAfterMs: 120_000, abandonedAfterMs: 600_000 }),
  })
  const intents: EngineIntent[] = []
  const commands = fakeCommands(registry, intents, clock)
  const provisioning = fakeProvisioning(registry)
  const jobs = createJobs(() => 'job-1')
  const beats = createEmitter<Beat>()
  const vpnChanges = createEmitter<VpnChange>()
  const deps: ApiDeps = {
    settings: { ...SETTINGS, ...settings },
    version: '1.2.3',
    clock,
    logger,
    engines: registry,
    archive: { find: async () => undefined },
    commands,
    provisioning,
    editor: settingsEditor(provisioning.previewPolicy),
    recommend: (count, exclude) =>
      recommend(
        registry
          .list()
          .filter(({ id }) => !exclude.has(id))
          .map((engine) => ({ engine, streams: tracker.startedOn(engine.id).length, reserved: 0 })),
        3,
      ).slice(0, count),
    playback: {
      lease: (_, signal) => provisioning.engine(NO_WISHES, signal),
      fronts: () => [],
      report: async () => clock.now(),
      audience: createAudience(),
      isLeaving: () => false,
      isGone: () => false,
    },
    jobs,
    streams: tracker,
    beats,
    streamActions: {
      stop: (id) => tracker.end(id, 'stopped', null),
      stopAll: async (ids) =>
        ids.map((id) => ({ id, stopped: false, detail: verbatim('there is no such stream'), stream: null })),
      rawStat: async () => ({ response: { status: 'dl' }, error: null }),
    },
    streamHistory: { samples: async () => [] },
    endedStreams: async () => [],
    vpn: { ...noVpn(), changes: vpnChanges },
    journal,
    incidents: {
      ...NO_INCIDENTS,
      open: () =>
        incidentsIn({ engines: registry.list(), runtime: deps.runtime.status(), store: deps.store.status() }),
    },
    probes: { history: async () => [], uptime: async () => new Map() },
    fleet: { series: async () => [] },
    contents: { contents: async () => [] },
    createBackup: async () => ({ name: 'a.backup', bytes: 3, content: Readable.from([Buffer.from('abc')]) }),
    logs: { logs: () => someLines() },
    runtime: {
      status: () => ({ kind: 'docker', reachable: true, version: '29.0', reason: null, sinceMs: T0 }),
    },
    store: { status: () => ({ ok: true, reason: null }) },
    log: { status: () => ({ ok: true, reason: null, dropped: 0 }) },
    metrics: { sampling: () => ({ readings: 10, misses: 3 }) },
    doctor: async () => NO_FINDINGS,
    alerts: fakeAlerts().service,
    ...change,
  }
  const api = createApi(deps)
  return {
    api,
    deps,
    clock,
    registry,
    tracker,
    streamStore,
    journal,
    jobs,
    intents,
    beats,
    vpnChanges,
    provisioning,
    logged,
    get: (url, headers = {}) => api.inject({ method: 'GET', url, headers }),
    post: (url, body, headers = WITH_KEY) =>
      api.inject({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    del: (url, headers = WITH_KEY) => api.inject({ method: 'DELETE', url, headers }),
  }
}

export function makeReady(registry: Registry, number: number): string {
  const facts = someFacts({ number })
  registry.observe(facts)
  registry.setHealth(
    facts.id,
    { status: 'healthy', failures: 0, sinceMs: T0, reason: null },
    { atMs: T0, latencyMs: 12, reason: null },
    { version: '3.2.11' },
  )
  return facts.id
}

function fakeCommands(registry: Registry, intents: EngineIntent[], clock: ManualClock): Commands {
  return createCommands({
    registry,
    intents: {
      load: async () => ({ engines: intents, scale: null, imageUpdateAtMs: null }),
      put: async (intent) => void intents.push(intent),
      drop: async () => {},
      setScale: async () => {},
      setImageUpdate: async () => {},
    },
    engines: { putExternal: async () => {}, dropExternal: async () => {} },
    wake: () => {},
    newId: () => 'external-7',
    clock,
  })
}

async function* someLines(): AsyncGenerator<LogLine> {
  yield { atMs: T0, stream: 'stdout', text: 'starting engine' }
  yield { atMs: T0, stream: 'stderr', text: '<b>ready</b>' }
}

/** The watch of a deployment without VPN is the real one. */
function noVpn(): ApiDeps['vpn'] {
  const never = (): never => {
    throw new Error('a deployment without VPN asks nobody')
  }
  return createVpnWatch({
    nodes: [],
    containers: { inspectVpn: never, watchVpn: never },
    control: { read: never, restartTunnel: never, hostIp: never },
    store: { append: never, recent: never },
    engines: { inNetworkOf: never },
    recorder: { record: never },
    clock: manualClock(),
    logger: silentLogger,
    settings: fixed({ intervalMs: 5000, portWatchdog: false }),
    leakCheckUrl: null,
    advertisePublished: () => false,
  })
}

const ajv = new Ajv({ strict: false, allErrors: true })

/** The answer is what the contract promises. */
export function assertFits(schema: TSchema, answer: LightMyRequestResponse): void {
  const check = ajv.compile(schema)
  assert.ok(
    check(answer.json()),
    `${answer.body.slice(0, 300)} does not fit: ${ajv.errorsText(check.errors)}`,
  )
}

const HEX = '0a4848271c91ce2d8965ce416267c25047dc8141'

/** A start event as existing reporters send it, for the first engine. */
export function aStartEvent(change: Partial<StreamStartedBody> = {}): StreamStartedBody {
  return {
    container_id: null,
    engine: { host: 'localhost', port: 19_000 },
    stream: { key_type: 'infohash', key: HEX },
    session: {
      playback_session_id: 'session-1',
      stat_url: `http://127.0.0.1:19000/ace/stat/${HEX}/f528764d`,
      command_url: `http://127.0.0.1:19000/ace/cmd/${HEX}/f528764d`,
      is_live: 1,
    },
    ...change,
  }
}

/** The same as the API has read it. */
export function aStartReport(change: Partial<StreamStartedBody> = {}): StartReport {
  return readStart(aStartEvent(change))
}
