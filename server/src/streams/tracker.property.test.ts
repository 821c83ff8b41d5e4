import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  aStart,
  codesOf,
  MISS,
  ok,
  SESSION_UNKNOWN,
  type TrackerBench,
  trackerBench,
} from '@acestream-orchestrator/testing/fakes/streams'
import fc from 'fast-check'
import { DomainError } from '../lib/errors.ts'

/** Few engines, contents and sessions, so that they collide all the time. */
const engine = fc.constantFrom('e1', 'e2', 'nobody')
const key = fc.constantFrom('k1', 'k2')
const session = fc.constantFrom('s1', 's2', 's3')
const streamId = fc.tuple(key, session).map((parts) => parts.join('|'))

type Act = (bench: TrackerBench) => unknown

const start = fc.record({ engine, key, session }).map(
  (options): Act =>
    ({ tracker }) =>
      tracker.started(aStart(options)).catch(onlyUnknownEngine),
)
const end = fc.record({ id: fc.option(streamId), containerId: fc.option(engine) }).map(
  (body): Act =>
    ({ tracker }) =>
      tracker.ended(body),
)
const reading = fc.oneof(
  fc.constant(MISS),
  fc.constant(SESSION_UNKNOWN),
  fc
    .record({
      downloaded: fc.integer({ min: 0, max: 5 }),
      status: fc.constantFrom('idle', 'prebuf', 'dl', null),
      playbackSessionId: fc.option(session),
    })
    .map((stat) => ok(stat)),
)
const sample = fc.tuple(streamId, reading).map(
  ([id, each]): Act =>
    ({ tracker }) =>
      tracker.applyReading(id, each),
)
const death = engine.map(
  (id): Act =>
    ({ tracker }) =>
      tracker.engineGone(id, 'engine_gone', null),
)
const answering = fc.tuple(fc.constantFrom('e1', 'e2'), fc.boolean()).map(
  ([id, value]): Act =>
    ({ engines }) =>
      engines.set(id, { answering: value }),
)
const storing = fc.boolean().map(
  (down): Act =>
    ({ store }) => {
      store.down = down
    },
)
const waiting = fc.integer({ min: 0, max: 90_000 }).map(
  (ms): Act =>
    async ({ clock, tracker }) => {
      await clock.advance(ms)
      tracker.tidy()
    },
)
const jumping = fc.integer({ min: -1e9, max: 1e9 }).map(
  (ms): Act =>
    ({ clock }) =>
      clock.jump(clock.now() + ms),
)
const stop = streamId.map(
  (id): Act =>
    ({ tracker }) =>
      tracker.end(id, 'stopped', null),
)

const acts = fc.array(
  fc.oneof(
    { arbitrary: start, weight: 5 },
    { arbitrary: end, weight: 3 },
    { arbitrary: sample, weight: 5 },
    death,
    answering,
    storing,
    waiting,
    jumping,
    stop,
  ),
  { maxLength: 30 },
)

function onlyUnknownEngine(error: unknown): void {
  assert.ok(error instanceof DomainError && error.code === 'unknown_engine', String(error))
}

/** Begins and ends of each stream, as the journal records them. */
function lives({ recorded }: TrackerBench): Map<string | null, readonly string[]> {
  const byId = new Map<string | null, readonly string[]>()
  for (const { event, links } of recorded) {
    const id = links?.streamShortId ?? null
    if (event.code === 'stream.started' || event.code === 'stream.ended')
      byId.set(id, [...(byId.get(id) ?? []), event.code])
  }
  return byId
}

test('in whatever order things happen, every stream begins once, ends once, and the gauge is the count', async () => {
  await fc.assert(
    fc.asyncProperty(acts, fc.boolean(), async (each, atOnce) => {
      const bench = trackerBench()
      const addresses = JSON.stringify([...bench.engines.byId.values()].map(({ id, dial }) => [id, dial]))
      const underWay: unknown[] = []
      for (const act of each) {
        const doing = act(bench)
        if (atOnce) underWay.push(doing)
        else await doing
        checkCounts(bench)
      }
      await Promise.all(underWay)
      checkCounts(bench)
      assert.equal(
        JSON.stringify([...bench.engines.byId.values()].map(({ id, dial }) => [id, dial])),
        addresses,
      )

      bench.tracker.keepOnlyEngines(new Set())
      for (const life of lives(bench).values()) assert.deepEqual(life, ['stream.started', 'stream.ended'])
      assert.deepEqual([...bench.tracker.running()], [])
      const { started, ended } = bench.tracker.counters()
      assert.deepEqual([started, ended], [lives(bench).size, lives(bench).size])
    }),
    { numRuns: 150 },
  )
})

function checkCounts({ tracker, engines, recorded }: TrackerBench): void {
  const { started, ...phases } = tracker.counts()
  const running = [...tracker.running()]
  assert.equal(running.length, started)
  assert.equal(
    Object.values(phases).reduce((sum, count) => sum + count, 0),
    started,
  )
  const placed = [...engines.byId.keys()].flatMap((id) => tracker.startedOn(id))
  assert.deepEqual(placed.sort(), running.map(({ id }) => id).sort())
  assert.equal(
    codesOf(recorded).filter((code) => code === 'stream.started').length,
    tracker.counters().started,
  )
  for (const { engineId } of tracker.list())
    assert.ok(engines.byId.has(engineId), `phantom engine ${engineId}`)
}

test('one engine never has two started streams of one content', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (each) => {
      const bench = trackerBench()
      for (const act of each) {
        await act(bench)
        for (const engineId of ['e1', 'e2']) {
          const keys = bench.tracker.list({ status: 'started', engineId }).map((stream) => stream.key)
          assert.equal(new Set(keys).size, keys.length)
        }
      }
    }),
    { numRuns: 100 },
  )
})

test('what was answered as stored is in the store', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (each) => {
      const bench = trackerBench()
      for (const act of each) {
        const answer = await act(bench)
        const stream = streamIn(answer)
        if (stream?.stored !== true || bench.store.down) continue
        assert.equal(bench.store.rows.get(stream.id)?.endedAtMs, stream.endedAtMs)
      }
    }),
    { numRuns: 100 },
  )
})

function streamIn(answer: unknown): { id: string; stored: boolean; endedAtMs: number | null } | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  if ('stored' in answer) return answer as { id: string; stored: boolean; endedAtMs: number | null }
  return 'stream' in answer ? streamIn(answer.stream) : undefined
}
