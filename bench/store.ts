/** What keeping history costs: durable events, a day of statistics, the size of a month, a week of uptimes. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { systemClock } from '../server/src/lib/clock.ts'
import { fixed } from '../server/src/lib/live.ts'
import { silentLogger } from '../server/src/lib/log.ts'
import { type Connection, openConnection } from '../server/src/store/connection/connection.ts'
import { DATABASE_FILE } from '../server/src/store/database.ts'
import { openStore, type Store } from '../server/src/store/open.ts'
import { TIDY_STEPS, tidy } from '../server/src/store/retention/tidy.ts'

const EVENTS = 30_000
const EVENTS_AT_ONCE = 1_000
const OFFERED_PER_SECOND = 2_000
const OFFERED_FOR_MS = 3_000
const STREAMS = 50
const DAYS = 30
const INTERVAL_MS = 5_000
/** The last days pass at full speed, so that raw samples come and go; before, one a minute leaves the same rows. */
const FULL_DAYS = 4
const EARLIER_INTERVAL_MS = 60_000
const ENGINES = 200
const READS = 30
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export interface StoreBench {
  /** Start events stored per second: stream, content mark and journal entry, each answered after its commit. */
  readonly eventsPerSecond: number
  /** The same rows by one plain connection in transactions of a thousand, nobody waiting: the floor. */
  readonly floorEventsPerSecond: number
  /** At 2,000 events a second offered evenly: from the call to the answer. */
  readonly answerP50Ms: number
  readonly answerP99Ms: number
  /** 24 h of samples at 5 s, as at most 2,000 points, from the call to the rows; another stream each time. */
  readonly dayOfStatsP50Ms: number
  readonly dayOfStatsWorstMs: number
  /** The database of 50 streams that ran for 30 days, housekeeping included. */
  readonly monthMb: number
  /** How long one piece of the heaviest housekeeping held the writing thread in that month, commit included. */
  readonly tidyP99Ms: number
  /** As above; the worst is a checkpoint that had to wait for the disk. */
  readonly tidyWorstMs: number
  /** Uptimes over 7 days of 200 engines probed every 30 s. */
  readonly weekOfUptimesMs: number
}

/** Takes about half a minute. */
export async function benchStore(): Promise<StoreBench> {
  const floorEventsPerSecond = await inFolder(async (folder) => measureFloor(folder))
  const events = await inFolder(measureEvents)
  const month = await inFolder(measureMonth)
  const weekOfUptimesMs = await inFolder(measureUptimes)
  return { floorEventsPerSecond, ...events, ...month, weekOfUptimesMs }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-store-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function open(dataDir: string): Promise<Store> {
  return openStore({
    dataDir,
    sync: 'normal',
    clock: systemClock,
    logger: silentLogger,
    statsRetentionDays: fixed(365),
  })
}

async function measureEvents(folder: string) {
  const store = await open(folder)
  let next = 0
  const startedAt = performance.now()
  const caller = async () => {
    for (let n = next++; n < EVENTS; n = next++) await storeEvent(store, n)
  }
  await Promise.all(Array.from({ length: EVENTS_AT_ONCE }, caller))
  const eventsPerSecond = (EVENTS / (performance.now() - startedAt)) * 1_000
  const answers = await offerEvenly((n) => storeEvent(store, EVENTS + n))
  await store.close()
  return { eventsPerSecond, answerP50Ms: quantile(answers, 0.5), answerP99Ms: quantile(answers, 0.99) }
}

async function storeEvent(store: Store, n: number): Promise<void> {
  const stream = aStream(`stream-${n}`, { key: String(n % 500), startedAtMs: n })
  const stored = store.streams.put(stream)
  store.journal.append({
    id: n + 1,
    atMs: n,
    type: 'stream',
    category: 'started',
    message: `${stream.id} started on ${stream.engineName}`,
    severity: 'info',
    params: { source: 'event' },
    details: {},
    engineId: stream.engineId,
    streamId: stream.id,
    streamShortId: null,
    vpn: null,
    incidentId: null,
  })
  if (!(await stored).stored) throw new Error(`event ${n} was not stored`)
}

/** Calls on a fixed beat, however long the answers take, so that a stall counts for all who came during it. */
async function offerEvenly(work: (n: number) => Promise<void>): Promise<number[]> {
  const answers: Promise<number>[] = []
  const startedAt = performance.now()
  for (let passed = 0; passed < OFFERED_FOR_MS; passed = performance.now() - startedAt) {
    while (answers.length < (passed / 1_000) * OFFERED_PER_SECOND) {
      const dueAt = startedAt + (answers.length / OFFERED_PER_SECOND) * 1_000
      answers.push(work(answers.length).then(() => performance.now() - dueAt))
    }
    await new Promise((done) => setTimeout(done, 1))
  }
  return Promise.all(answers)
}

function measureFloor(folder: string): number {
  const db = new DatabaseSync(join(folder, 'floor.sqlite'))
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  db.exec('CREATE TABLE streams (id TEXT PRIMARY KEY, body TEXT); CREATE TABLE stale (key TEXT PRIMARY KEY)')
  db.exec('CREATE TABLE journal (id INTEGER PRIMARY KEY, message TEXT, stream_id TEXT)')
  const insertStream = db.prepare('INSERT INTO streams VALUES (?, ?)')
  const mark = db.prepare('INSERT OR IGNORE INTO stale VALUES (?)')
  const insertEntry = db.prepare('INSERT INTO journal VALUES (?, ?, ?)')
  const startedAt = performance.now()
  for (let n = 0; n < EVENTS; n++) {
    if (n % 1_000 === 0) db.exec('BEGIN')
    insertStream.run(`stream-${n}`, JSON.stringify(aStream(`stream-${n}`)))
    mark.run(String(n % 500))
    insertEntry.run(n + 1, `stream-${n} started on acestream-1`, `stream-${n}`)
    if (n % 1_000 === 999) db.exec('COMMIT')
  }
  const seconds = (performance.now() - startedAt) / 1_000
  db.close()
  return EVENTS / seconds
}

async function measureMonth(folder: string) {
  const path = join(folder, DATABASE_FILE)
  const endMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const connection = openConnection({ role: 'writer', path, sync: 'normal' })
  addStreams(connection, endMs - DAYS * DAY_MS)
  const pieces: number[] = []
  for (let hourMs = endMs - DAYS * DAY_MS; hourMs < endMs; hourMs += HOUR_MS) {
    const intervalMs = hourMs < endMs - FULL_DAYS * DAY_MS ? EARLIER_INTERVAL_MS : INTERVAL_MS
    connection.transaction(() => addHour(connection, hourMs, intervalMs))
    pieces.push(...tidyAll(connection, hourMs + HOUR_MS + 120_000))
  }
  connection.close()
  const monthMb = statSync(path).size / 2 ** 20

  const store = await open(folder)
  const reads: number[] = []
  for (let n = 0; n < READS; n++) {
    const startedAt = performance.now()
    const points = await store.samples.history(`stream-${n}`, endMs - DAY_MS, endMs, 2_000)
    reads.push(performance.now() - startedAt)
    if (points.length < 1_400) throw new Error(`only ${points.length} points of a whole day`)
  }
  await store.close()
  return {
    monthMb,
    tidyP99Ms: quantile(pieces, 0.99),
    tidyWorstMs: Math.max(...pieces),
    dayOfStatsP50Ms: quantile(reads, 0.5),
    dayOfStatsWorstMs: Math.max(...reads),
  }
}

function addStreams(connection: Connection, startMs: number): void {
  for (let no = 1; no <= STREAMS; no++)
    connection.run(
      `INSERT INTO streams (no, id, key_type, key, engine_id, session_id, stat_path, command_path, is_live, labels,
         source, started_at_ms, phase, phase_since_ms, samples, sum_speed_down, sum_speed_up)
       VALUES (?, ?, 'infohash', ?, 'e1', 's', '/', '/', 1, '{}', 'event', ?, 'active', ?, 0, 0, 0)`,
      no,
      `stream-${no - 1}`,
      String(no).padStart(40, '0'),
      startMs,
      startMs,
    )
}

/** An hour of 50 live streams, as lively as real ones: speeds and peers that move, totals that follow them. */
function addHour(connection: Connection, hourMs: number, intervalMs: number): void {
  for (let atMs = hourMs; atMs < hourMs + HOUR_MS; atMs += intervalMs)
    for (let no = 1; no <= STREAMS; no++) {
      const speed = 600 + (((atMs / INTERVAL_MS) * 7_919 + no * 31) % 500)
      const total = (atMs - hourMs) * 700 + (hourMs % DAY_MS) * 700 + speed * 5_120
      connection.run(
        'INSERT INTO sample_tail VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        no,
        atMs + ((atMs / INTERVAL_MS + no * 13) % 47),
        12 + (speed % 9),
        speed,
        speed % 60,
        total,
        Math.floor(total / 20),
        'dl',
      )
    }
}

/** A whole round; returns how long each transaction of the packing took, by far the heaviest work of it. */
function tidyAll(connection: Connection, nowMs: number): number[] {
  const times = { nowMs, trustedMs: nowMs, statsRetentionDays: 365 }
  const packing: number[] = []
  for (const step of TIDY_STEPS)
    for (let more = true; more; ) {
      const startedAt = performance.now()
      more = connection.transaction(() => tidy(connection, { step, times }))
      if (step === 'packHours') packing.push(performance.now() - startedAt)
    }
  return packing
}

async function measureUptimes(folder: string): Promise<number> {
  const path = join(folder, DATABASE_FILE)
  const endMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const connection = openConnection({ role: 'writer', path, sync: 'normal' })
  const inWeek = `WITH RECURSIVE n (x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < 7 * 24 * 120 - 1)`
  for (let no = 1; no <= ENGINES; no++)
    connection.transaction(() => {
      connection.run('INSERT INTO probe_engines VALUES (?, ?)', no, `engine-${no}`)
      connection.run(`INSERT INTO probes ${inWeek} SELECT ?, ? - x * 30000, 12, NULL FROM n`, no, endMs)
    })
  connection.run(
    `INSERT INTO probe_hours SELECT engine_no, at_ms / 3600000 * 3600000, count(*), count(*) FROM probes GROUP BY 1, 2`,
  )
  connection.close()
  const store = await open(folder)
  const startedAt = performance.now()
  const uptimes = await store.probes.uptime(endMs - 7 * DAY_MS + 90_000)
  const tookMs = performance.now() - startedAt
  await store.close()
  if (uptimes.size !== ENGINES) throw new Error(`uptimes of ${uptimes.size} engines`)
  return tookMs
}

function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN
}

function print(bench: StoreBench): void {
  console.table({
    'events/s with durable writes (> 2000)': bench.eventsPerSecond.toFixed(0),
    'floor: the same rows in plain transactions of 1000, events/s': bench.floorEventsPerSecond.toFixed(0),
    'answer at 2000 events/s, p50, ms': bench.answerP50Ms.toFixed(1),
    'answer at 2000 events/s, p99, ms': bench.answerP99Ms.toFixed(1),
    'statistics of 24 h, p50, ms (< 15)': bench.dayOfStatsP50Ms.toFixed(1),
    'statistics of 24 h, worst (the first read), ms': bench.dayOfStatsWorstMs.toFixed(1),
    'database of 50 streams for 30 days, MB (< 120)': bench.monthMb.toFixed(1),
    'one piece of housekeeping, p99, ms (< 50)': bench.tidyP99Ms.toFixed(1),
    'one piece of housekeeping, worst, ms': bench.tidyWorstMs.toFixed(1),
    'uptimes of 200 engines over 7 days, ms': bench.weekOfUptimesMs.toFixed(1),
  })
}

if (import.meta.main) print(await benchStore())
