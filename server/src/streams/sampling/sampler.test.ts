import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  aStart,
  MISS,
  ok,
  SESSION_UNKNOWN,
  trackerBench,
} from '@acestream-orchestrator/testing/fakes/streams'
import type { Sample } from '../../history/sample.ts'
import type { Address } from '../../lib/address.ts'
import type { Clock } from '../../lib/clock.ts'
import { fixed } from '../../lib/live.ts'
import { silentLogger } from '../../lib/log.ts'
import type { StatReading } from '../ports.ts'
import type { Beat } from './beat.ts'
import { startSampler } from './sampler.ts'

type Answer = (address: Address, path: string) => StatReading | 'hang'

/** A sampler over a fake engine with scripted answers; `reads` holds the moments of each read by stat path. */
function samplerBench(answer: Answer) {
  const bench = trackerBench()
  const { clock, tracker, engines } = bench
  const reads = new Map<string, number[]>()
  const appended: [id: string, sample: Sample][] = []
  const dropped: string[] = []
  const missed: string[] = []
  const beats: Beat[] = []
  let underWay = 0
  let mostUnderWay = 0
  const sampler = startSampler({
    tracker,
    engines,
    sessions: {
      stat: async (address, path, timeoutMs, signal) => {
        reads.set(path, [...(reads.get(path) ?? []), clock.elapsedMs()])
        underWay++
        mostUnderWay = Math.max(mostUnderWay, underWay)
        const reading = answer(address, path)
        if (reading === 'hang') await clock.sleep(timeoutMs, signal).finally(() => underWay--)
        else underWay--
        return reading === 'hang' ? MISS : reading
      },
    },
    samples: { append: (id, sample) => appended.push([id, sample]) },
    recent: { append: () => {}, drop: (id) => dropped.push(id) },
    clock,
    logger: silentLogger,
    settings: fixed({ intervalMs: 5000 }),
    timeoutMs: 3000,
    onMiss: (engineId) => missed.push(engineId),
  })
  sampler.beats.on((beat) => beats.push(beat))
  return { ...bench, sampler, reads, appended, dropped, missed, beats, most: () => mostUnderWay }
}

function growing(): Answer {
  let downloaded = 0
  return () => {
    downloaded += 16_384
    return ok({ downloaded })
  }
}

const PATH = (n: number) => `/ace/stat/aa/${n.toString(16).padStart(4, '0')}`
const start = (n: number, engine = 'e1') =>
  aStart({ key: `k${n}`, engine, statUrl: `http://x:6878${PATH(n)}` })

function gaps(moments: readonly number[]): number[] {
  return moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0))
}

describe('the beat', () => {
  test('reads a stream that begins at once and then every second, an active one every five', async () => {
    let status = 'prebuf'
    let downloaded = 0
    const { clock, tracker, reads, sampler } = samplerBench(() => {
      if (status === 'dl') downloaded += 1000
      return ok({ status, downloaded })
    })
    await clock.advance(1234)
    await tracker.started(start(1))
    await clock.advance(3500)
    const early = reads.get(PATH(1)) ?? []
    assert.equal(early[0], 1234)
    assert.ok(early.length === 4 || early.length === 5, `${early.length} reads in 3.5 s`)
    status = 'dl'
    await clock.advance(30_000)
    const late = gaps((reads.get(PATH(1)) ?? []).slice(-4))
    for (const gap of late) assert.ok(Math.abs(gap - 5000) <= 60, `beat of ${gap} ms`)
    await sampler.stop()
  })

  test('spreads streams over the interval and keeps each in its slot', async () => {
    const { clock, tracker, reads, sampler } = samplerBench(growing())
    for (let n = 0; n < 20; n++) await tracker.started(start(n))
    await clock.advance(60_000)
    const slots = new Set<number>()
    for (const moments of reads.values()) {
      for (const gap of gaps(moments.slice(-5))) assert.ok(Math.abs(gap - 5000) <= 60, `beat of ${gap} ms`)
      slots.add(Math.round(((moments.at(-1) ?? 0) % 5000) / 250))
    }
    assert.ok(slots.size >= 12, `only ${slots.size} of 20 slots are used`)
    await sampler.stop()
  })

  test('after our restart does not read everything at the same moment', async () => {
    const bench = trackerBench()
    for (let n = 0; n < 20; n++) await bench.tracker.started(start(n))
    const reads: number[] = []
    const sampler = startSampler({
      ...bench,
      sessions: {
        stat: async () => {
          reads.push(bench.clock.elapsedMs())
          return ok()
        },
      },
      samples: { append: () => {} },
      recent: { append: () => {}, drop: () => {} },
      logger: silentLogger,
      settings: fixed({ intervalMs: 5000 }),
      timeoutMs: 3000,
      onMiss: () => {},
    })
    await bench.clock.advance(5000)
    assert.ok(new Set(reads.slice(0, 20).map((moment) => Math.round(moment / 100))).size > 10)
    await sampler.stop()
  })
})

describe('engines that hang', () => {
  test('ten of them delay nobody else and hold one connection each', async () => {
    const isHung = (address: Address) => Number(address.host.split('.')[3]) > 2
    const answer = growing()
    const bench = samplerBench((address, path) => (isHung(address) ? 'hang' : answer(address, path)))
    for (let e = 1; e <= 10; e++) bench.engines.set(`hung${e}`)
    for (let n = 0; n < 20; n++) await bench.tracker.started(start(n, n % 2 === 0 ? 'e1' : 'e2'))
    for (let n = 20; n < 70; n++) await bench.tracker.started(start(n, `hung${1 + (n % 10)}`))
    await bench.clock.advance(60_000)
    for (let n = 0; n < 20; n++) {
      const beat = gaps((bench.reads.get(PATH(n)) ?? []).slice(-6))
      for (const gap of beat) assert.ok(Math.abs(gap - 5000) <= 200, `beat of ${gap} ms`)
    }
    assert.ok(bench.most() <= 10 * 4 + 8, `${bench.most()} reads at once`)
    assert.equal(new Set(bench.missed).size, 10)
    await bench.sampler.stop()
  })

  test('are shown as unknown with the reason, every one of their streams', async () => {
    const { clock, tracker, engines, sampler } = samplerBench(() => 'hang')
    for (let n = 0; n < 6; n++) await tracker.started(start(n))
    engines.set('e1', { answering: false })
    await clock.advance(10_000)
    assert.equal(tracker.counts().unknown, 6)
    for (const { phaseReason } of tracker.running()) assert.equal(phaseReason?.code, 'engine_not_answering')
    await sampler.stop()
  })

  test('are read as before once they answer again', async () => {
    let hung = true
    const answer = growing()
    const { clock, tracker, sampler } = samplerBench((...args) => (hung ? 'hang' : answer(...args)))
    for (let n = 0; n < 6; n++) await tracker.started(start(n))
    await clock.advance(40_000)
    hung = false
    await clock.advance(12_000)
    assert.equal(tracker.counts().active, 6)
    await sampler.stop()
  })
})

describe('a reading', () => {
  test('goes to the history, and to one beat with the others of its moment', async () => {
    const { clock, tracker, appended, beats, sampler } = samplerBench(growing())
    const one = await tracker.started(start(1))
    const two = await tracker.started(start(2))
    await clock.advance(400)
    assert.deepEqual(
      appended.map(([id]) => id),
      [one.id, two.id],
    )
    assert.deepEqual(
      beats.map((beat) => beat.samples.map(({ streamId }) => streamId)),
      [[one.id, two.id]],
    )
    assert.equal(beats[0]?.samples[0]?.sample.speedDown, 300)
    await sampler.stop()
  })

  test('that is missed leaves a gap and has the engine probed', async () => {
    const { clock, tracker, appended, missed, beats, sampler } = samplerBench(() => MISS)
    await tracker.started(start(1))
    await clock.advance(10)
    assert.deepEqual([appended, beats, missed], [[], [], ['e1']])
    assert.deepEqual(sampler.counters(), { readings: 1, misses: 1 })
    await sampler.stop()
  })

  test('is not asked of an engine without an address, which is the reason of the gap', async () => {
    const { clock, tracker, engines, reads, sampler } = samplerBench(growing())
    engines.set('e1', { dial: null })
    await tracker.started(start(1))
    await clock.advance(2000)
    assert.equal(reads.size, 0)
    assert.deepEqual([...tracker.running()][0]?.phaseReason, {
      code: 'engine_not_answering',
      reason: { code: 'engine_without_address' },
    })
    await sampler.stop()
  })

  test('twice unknown ends the stream, which is read no more and leaves the ring', async () => {
    const { clock, tracker, reads, dropped, sampler } = samplerBench(() => SESSION_UNKNOWN)
    const { id } = await tracker.started(start(1))
    await clock.advance(30_000)
    assert.equal((await tracker.get(id))?.endReason, 'session_unknown')
    assert.deepEqual([reads.get(PATH(1))?.length, dropped], [2, [id]])
    await sampler.stop()
  })

  test('under way when we stop is aborted and changes nothing', async () => {
    const { clock, tracker, sampler, appended } = samplerBench(() => 'hang')
    await tracker.started(start(1))
    await clock.advance(10)
    await sampler.stop()
    assert.deepEqual(appended, [])
    assert.equal(tracker.counts().starting, 1)
  })
})

test('a real clock keeps the beat too', async () => {
  const { systemClock } = await import('../../lib/clock.ts')
  const clock: Clock = systemClock
  const bench = trackerBench()
  const reads: number[] = []
  const answer = growing()
  const sampler = startSampler({
    ...bench,
    clock,
    sessions: {
      stat: async (address, path) => {
        reads.push(clock.elapsedMs())
        const reading = answer(address, path)
        return reading === 'hang' ? MISS : reading
      },
    },
    samples: { append: () => {} },
    recent: { append: () => {}, drop: () => {} },
    logger: silentLogger,
    settings: fixed({ intervalMs: 200 }),
    timeoutMs: 100,
    onMiss: () => {},
  })
  await bench.tracker.started(start(1))
  await clock.sleep(1700)
  await sampler.stop()
  const mean = ((reads.at(-1) ?? 0) - (reads[2] ?? 0)) / (reads.length - 3)
  assert.ok(Math.abs(mean - 200) < 20, `mean beat ${mean} ms`)
})
