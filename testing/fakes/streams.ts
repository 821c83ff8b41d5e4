/** Hand-written stand-ins of the ports, for the tests of this folder. */
import type { EventCode } from '@acestream-orchestrator/contract/events/event'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { StreamStartedBody } from '@acestream-orchestrator/contract/stream'
import { readStart } from '../../server/src/api/read/stream.ts'
import type { JournalEvent } from '../../server/src/journal/journal-event.ts'
import type { Address } from '../../server/src/lib/address.ts'
import { DomainError } from '../../server/src/lib/errors.ts'
import { fixed } from '../../server/src/lib/live.ts'
import { silentLogger } from '../../server/src/lib/log.ts'
import type {
  EngineDirectory,
  EngineRef,
  EngineStat,
  StatReading,
  StreamStore,
} from '../../server/src/streams/ports.ts'
import type { StartReport } from '../../server/src/streams/reports/report.ts'
import type { Stream } from '../../server/src/streams/stream.ts'
import { createTracker, type Tracker, type TrackerOptions } from '../../server/src/streams/tracker.ts'
import { type ManualClock, manualClock } from './manual-clock.ts'

const HEX = '0a4848271c91ce2d8965ce416267c25047dc8141'
const TOKEN = 'f528764d624db129b32c21fbca0cb8d6'

export interface FakeEngines extends EngineDirectory {
  readonly byId: Map<string, EngineRef>
  set(id: string, change?: Partial<EngineRef>): EngineRef
}

/** Engines `1.1.1.1:6878` and so on; ids padded to the 64 characters of a real one by the caller if it matters. */
export function fakeEngines(...ids: readonly string[]): FakeEngines {
  const byId = new Map<string, EngineRef>()
  const set: FakeEngines['set'] = (id, change = {}) => {
    const known = byId.get(id) ?? { id, name: `name-${id}`, dial: dialOf(byId.size + 1), ...READY }
    const engine = { ...known, ...change }
    byId.set(id, engine)
    return engine
  }
  for (const id of ids) set(id)
  return {
    byId,
    set,
    find: (id) => byId.get(id),
    findByAddress: (host, port) =>
      [...byId.values()].find(({ dial }) => dial?.host === host && dial.port === port),
  }
}

const READY = { answering: true, delivering: false } as const

function dialOf(index: number): Address {
  return { host: `10.0.0.${index}`, port: 6878 }
}

export interface FakeStore extends StreamStore {
  readonly rows: Map<string, Stream>
  /** Every write in order of arrival. */
  readonly writes: Stream[]
  down: boolean
  /** While set, writes wait for it. */
  gate: Promise<void> | undefined
}

export function fakeStore(rows: readonly Stream[] = []): FakeStore {
  const store: FakeStore = {
    rows: new Map(rows.map((row) => [row.id, row])),
    writes: [],
    down: false,
    gate: undefined,
    load: async (endedSinceMs) =>
      [...store.rows.values()].filter((row) => row.endedAtMs === null || row.endedAtMs >= endedSinceMs),
    put: async (stream) => {
      store.writes.push(stream)
      await store.gate
      if (!store.down) store.rows.set(stream.id, stream)
      return { stored: !store.down }
    },
    get: async (id) => {
      if (store.down) throw new DomainError('store_unavailable', 'reading a stream: the store is down')
      const reported = [...store.rows.values()].filter(({ reportedId }) => reportedId === id)
      return store.rows.get(id) ?? reported.findLast(({ endedAtMs }) => endedAtMs === null) ?? reported.at(-1)
    },
    query: async () => [...store.rows.values()],
  }
  return store
}

/** No engine knows any session. */
export const NO_SESSIONS = { stat: async (): Promise<StatReading> => SESSION_UNKNOWN }

/** Readable ids of our own: as reported for the first play, with `#2` and so on for later ones. */
export function readableIds(): (reportedId: string) => string {
  const plays = new Map<string, number>()
  return (reportedId) => {
    const play = (plays.get(reportedId) ?? 0) + 1
    plays.set(reportedId, play)
    return play === 1 ? reportedId : `${reportedId}#${play}`
  }
}

export interface TrackerBench {
  readonly tracker: Tracker
  readonly clock: ManualClock
  readonly engines: FakeEngines
  readonly store: FakeStore
  readonly recorded: JournalEvent[]
}

/** A tracker over fakes, with engines `e1` and `e2`. */
export function trackerBench(
  change: Partial<TrackerOptions> & { readonly store?: FakeStore } = {},
): TrackerBench {
  const clock = manualClock()
  const engines = fakeEngines('e1', 'e2')
  const store = change.store ?? fakeStore()
  const recorded: JournalEvent[] = []
  const tracker = createTracker({
    engines,
    sessions: NO_SESSIONS,
    newId: readableIds(),
    recorder: { record: (event) => recorded.push(event) },
    clock,
    logger: silentLogger,
    patience: fixed({ lostAfterMs: 120_000, abandonedAfterMs: 600_000 }),
    ...change,
    store,
  })
  return { tracker, clock, engines, store, recorded }
}

/** The codes of what was recorded, in order. */
export function codesOf(recorded: readonly JournalEvent[]): readonly EventCode[] {
  return recorded.map(({ event }) => event.code)
}

interface StartOptions {
  readonly engine?: string
  readonly key?: string
  readonly session?: string
  readonly streamId?: string
  readonly statUrl?: string
  readonly isLive?: number
}

/** A start as the API has read it. */
export function aStart(options: StartOptions = {}): StartReport {
  return readStart(aStartBody(options))
}

/** A start event as existing reporters send it. */
export function aStartBody(options: StartOptions = {}): StreamStartedBody {
  const { engine = 'e1', key = 'k1', session = 's1', streamId, statUrl, isLive = 1 } = options
  return {
    container_id: engine,
    engine: { host: 'localhost', port: 6878 },
    stream: { key_type: 'infohash', key },
    session: {
      playback_session_id: session,
      stat_url: statUrl ?? `http://127.0.0.1:6878/ace/stat/${HEX}/${TOKEN}`,
      command_url: `http://127.0.0.1:6878/ace/cmd/${HEX}/${TOKEN}`,
      is_live: isLive,
    },
    ...(streamId === undefined ? {} : { labels: { stream_id: streamId } }),
  }
}

export function aStat(change: Partial<EngineStat> = {}): EngineStat {
  return {
    status: 'dl',
    peers: 5,
    speedDown: 300,
    speedUp: 20,
    downloaded: 0,
    uploaded: 0,
    progress: null,
    totalProgress: 0,
    liveLast: null,
    behindLiveS: null,
    playbackSessionId: null,
    isLive: null,
    ...change,
  }
}

export function ok(change: Partial<EngineStat> = {}): StatReading {
  return { kind: 'ok', stat: aStat(change), raw: {} }
}

export const NO_ANSWER: Reason = { code: 'probe_timeout', timeoutMs: 3000 }
export const MISS: StatReading = { kind: 'miss', reason: NO_ANSWER }
export const SESSION_UNKNOWN: StatReading = { kind: 'session_unknown' }
