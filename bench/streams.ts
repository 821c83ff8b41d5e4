/** What following streams costs: processor, memory, and how steady the beat is while engines hang. */
import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { createEngineHttp } from '../server/src/acestream/http.ts'
import { createSessionClient } from '../server/src/acestream/session-client.ts'
import { readStart } from '../server/src/api/read/stream.ts'
import { systemClock } from '../server/src/lib/clock.ts'
import { fixed } from '../server/src/lib/live.ts'
import { silentLogger } from '../server/src/lib/log.ts'
import { openDatabase } from '../server/src/store/database.ts'
import { createSampleStore } from '../server/src/store/samples/samples.ts'
import { createStreamStore } from '../server/src/store/tables/streams/streams.ts'
import type { EngineRef } from '../server/src/streams/ports.ts'
import { createRecentSamples } from '../server/src/streams/sampling/recent.ts'
import { startSampler } from '../server/src/streams/sampling/sampler.ts'
import { createTracker, type Tracker } from '../server/src/streams/tracker.ts'
import type { BeatReport, StatServerReady, StatServerRequest } from './stat-server.ts'

const ENGINES = 50
const HUNG_ENGINES = 10
const STREAMS = 500
const STREAMS_ON_HUNG = 50
const STREAMS_BEFORE = 50
const INTERVAL_MS = 5000
const MEASURED_MS = 30_000
/** Half an hour: the rings of every stream are full. */
const RING_SAMPLES = 360
const EVENTS = 10_000
const EVENTS_AT_ONCE = 500

export interface StreamsBench {
  /** Percent of one core, threads and HTTP included. */
  readonly cpuPercent: number
  readonly idleCpuPercent: number
  readonly memoryAboveIdleMb: number
  /** Farthest that any two readings of one stream were from the interval, in ms; and of 99 % of them. */
  readonly worstBeatErrorMs: number
  readonly p99BeatErrorMs: number
  readonly readings: number
  /** Start events answered per second, each after its commit. */
  readonly eventsPerSecond: number
}

/**
 * 500 streams on 50 engines and 50 more on ten that hang, with the real HTTP client and the real store, in a process of
 * its own: memory is compared with the same process idle, after it has followed some. It runs with the same Node options as its parent.
 */
export async function benchStreams(): Promise<StreamsBench> {
  const measured = fork(import.meta.filename, ['measured'])
  const [bench] = (await Promise.race([once(measured, 'message'), once(measured, 'exit')])) as [
    StreamsBench | number,
  ]
  if (typeof bench !== 'object')
    throw new Error(`the measured process ended with ${bench} before it had measured`)
  return bench
}

async function runMeasured(): Promise<StreamsBench> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-streams-'))
  const server = fork(new URL('./stat-server.ts', import.meta.url), [`${ENGINES}`, `${HUNG_ENGINES}`])
  const http = createEngineHttp(4)
  const database = await openDatabase({ dataDir, sync: 'normal', clock: systemClock, logger: silentLogger })
  try {
    const [ready] = (await once(server, 'message')) as [StatServerReady]
    return await measure(server, ready, database, http)
  } finally {
    server.disconnect()
    await http.close()
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function measure(
  server: ChildProcess,
  { answering, hung }: StatServerReady,
  database: Awaited<ReturnType<typeof openDatabase>>,
  http: ReturnType<typeof createEngineHttp>,
): Promise<StreamsBench> {
  const engines = new Map<string, EngineRef>()
  for (const port of [...answering, ...hung]) {
    const id = `engine-${port}`
    engines.set(id, {
      id,
      name: id,
      dial: { host: '127.0.0.1', port },
      answering: answering.includes(port),
      delivering: false,
    })
  }
  const directory = { find: (id: string) => engines.get(id), findByAddress: () => undefined }
  const tracker = createTracker({
    store: createStreamStore(database),
    engines: directory,
    sessions: createSessionClient(http),
    newId: () => randomUUID(),
    recorder: { record: () => {} },
    clock: systemClock,
    logger: silentLogger,
    patience: fixed({ lostAfterMs: 3_600_000, abandonedAfterMs: Number.POSITIVE_INFINITY }),
  })
  const recent = createRecentSamples()
  const sampler = startSampler({
    tracker,
    engines: directory,
    sessions: createSessionClient(http),
    samples: createSampleStore(database),
    recent,
    clock: systemClock,
    logger: silentLogger,
    settings: fixed({ intervalMs: INTERVAL_MS }),
    timeoutMs: 3000,
    onMiss: () => {},
  })
  await workOnce(tracker, answering)
  const idleMb = memoryMb()
  const idleCpuPercent = await cpuPercentOver(5000)

  for (let n = 0; n < STREAMS; n++) await start(tracker, n, answering[n % ENGINES] ?? 0)
  for (let n = 0; n < STREAMS_ON_HUNG; n++) await start(tracker, STREAMS + n, hung[n % HUNG_ENGINES] ?? 0)
  for (const { id } of tracker.running())
    for (let n = 0; n < RING_SAMPLES; n++) recent.append(id, pastSample(n))
  await systemClock.sleep(2 * INTERVAL_MS) // from the quick readings of the start to the steady beat

  server.send('forget' satisfies StatServerRequest)
  const before = sampler.counters().readings
  const cpuPercent = await cpuPercentOver(MEASURED_MS)
  const readings = sampler.counters().readings - before
  const memoryAboveIdleMb = memoryMb() - idleMb
  const errors = await beatErrors(server)
  await sampler.stop()
  const eventsPerSecond = await takeEvents(tracker, answering)
  return {
    cpuPercent,
    idleCpuPercent,
    memoryAboveIdleMb,
    worstBeatErrorMs: errors.at(-1) ?? 0,
    p99BeatErrorMs: errors[Math.floor(errors.length * 0.99)] ?? 0,
    readings,
    eventsPerSecond,
  }
}

/** What is loaded and compiled with the first streams is not counted as theirs: with the compile cache most of it is. */
async function workOnce(tracker: Tracker, ports: readonly number[]): Promise<void> {
  for (let n = 0; n < STREAMS_BEFORE; n++) await start(tracker, 5_000_000 + n, ports[n % ports.length] ?? 0)
  await systemClock.sleep(2 * INTERVAL_MS)
  for (const { id } of tracker.running()) await tracker.ended({ id, detail: verbatim('handler_exit') })
  await systemClock.sleep(2000)
}

async function takeEvents(tracker: Tracker, ports: readonly number[]): Promise<number> {
  const begun = performance.now()
  for (let from = 0; from < EVENTS; from += EVENTS_AT_ONCE) {
    const batch = Array.from({ length: EVENTS_AT_ONCE }, (_, n) => takeEvent(tracker, from + n, ports))
    for (const stored of await Promise.all(batch)) if (!stored) throw new Error('an event was not stored')
  }
  return (2 * EVENTS) / ((performance.now() - begun) / 1000)
}

/** A start and its end. */
async function takeEvent(tracker: Tracker, n: number, ports: readonly number[]): Promise<boolean> {
  const { id, stored } = await start(tracker, 1_000_000 + n, ports[n % ports.length] ?? 0)
  const { stream } = await tracker.ended({ id, detail: verbatim('handler_exit') })
  return stored && stream?.stored === true
}

function start(tracker: Tracker, n: number, port: number) {
  const hex = n.toString(16).padStart(40, '0')
  const report = readStart({
    container_id: `engine-${port}`,
    engine: { host: '127.0.0.1', port },
    stream: { key_type: 'infohash', key: hex },
    session: {
      playback_session_id: `session-${n}`,
      stat_url: `http://127.0.0.1:${port}/ace/stat/${hex}/ff`,
      command_url: `http://127.0.0.1:${port}/ace/cmd/${hex}/ff`,
      is_live: 1,
    },
  })
  return tracker.started(report)
}

function pastSample(n: number) {
  return {
    atMs: n,
    peers: n % 30,
    speedDown: 480,
    speedUp: 35,
    downloaded: n * 16_384,
    uploaded: 0,
    status: 'dl',
  }
}

async function beatErrors(server: ChildProcess): Promise<number[]> {
  server.send('report' satisfies StatServerRequest)
  const [report] = (await once(server, 'message')) as [BeatReport]
  const errors = Object.values(report).flatMap((gaps) => gaps.map((gap) => Math.abs(gap - INTERVAL_MS)))
  return errors.sort((a, b) => a - b)
}

async function cpuPercentOver(ms: number): Promise<number> {
  const before = process.cpuUsage()
  const begun = performance.now()
  await systemClock.sleep(ms)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 10 / (performance.now() - begun)
}

function memoryMb(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().rss / 1e6
}

function print(bench: StreamsBench): void {
  console.table({
    'CPU with 500 streams and ten hung engines, % of a core (< 15)': bench.cpuPercent.toFixed(1),
    'CPU idle, % of a core': bench.idleCpuPercent.toFixed(1),
    'memory above idle, MB (< 40)': bench.memoryAboveIdleMb.toFixed(1),
    'beat 5.0 s, worst error, ms (< 200)': bench.worstBeatErrorMs.toFixed(0),
    'beat 5.0 s, error of 99 %, ms': bench.p99BeatErrorMs.toFixed(0),
    'readings in 30 s': bench.readings,
    'events/s with durable writes (> 2000)': bench.eventsPerSecond.toFixed(0),
  })
}

if (import.meta.main) {
  if (process.argv[2] === 'measured') {
    process.send?.(await runMeasured())
    process.disconnect?.()
  } else print(await benchStreams())
}
