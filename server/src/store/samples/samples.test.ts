import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import {
  type Cleanup,
  eventually,
  temporaryDatabase,
} from '@acestream-orchestrator/testing/machine/temporary'
import { intoSteps } from '../../history/rollup.ts'
import type { Sample } from '../../history/sample.ts'
import type { Database } from '../database.ts'
import type { TidyStep } from '../retention/tidy.ts'
import { createStreamStore } from '../tables/streams/streams.ts'
import { createSampleStore } from './samples.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const START_MS = Date.UTC(2026, 0, 1)
const MANY = 1_000_000

const sample = (atMs: number): Sample => ({
  atMs,
  peers: 10 + ((atMs / 5_000) % 3),
  speedDown: 700 + ((atMs / 5_000) % 11),
  speedUp: null,
  downloaded: atMs - START_MS,
  uploaded: 4,
  status: 'dl',
})

/** One sample every `everyMs` from the start for `forMs`. */
const series = (forMs: number, everyMs = 5_000): Sample[] =>
  Array.from({ length: forMs / everyMs }, (_, n) => sample(START_MS + n * everyMs))

async function aStoreWith(t: Cleanup, samples: readonly Sample[]) {
  const database = await temporaryDatabase(t)
  await createStreamStore(database).put(aStream('s'))
  const store = createSampleStore(database)
  for (const one of samples) store.append('s', one)
  await eventually(() => database.status().queued === 0)
  const all = (limit = MANY) => store.history('s', START_MS, START_MS + 400 * DAY_MS, limit)
  return { database, store, all }
}

async function run(database: Database, step: TidyStep, nowMs: number, statsRetentionDays = 365) {
  const times = { nowMs, trustedMs: nowMs, statsRetentionDays }
  while (await database.change('tidy', { step, times }));
}

/** Points without the extremes that their averages hide. */
const averages = (points: readonly Sample[]) => points.map(({ least: _, most: __, ...point }) => point)

test('samples come back as they were appended, and packing changes nothing that is read', async (t) => {
  const samples = series(3 * HOUR_MS)
  const { database, all } = await aStoreWith(t, samples)
  assert.deepEqual(await all(), samples)
  await run(database, 'packHours', START_MS + 2 * HOUR_MS + 3 * MINUTE_MS)
  const left = await database.select('SELECT count(*) AS n FROM sample_tail')
  assert.equal(left[0]?.['n'], 720, 'the hour that is not over stays')
  assert.deepEqual(await all(), samples)
})

test('a window begins and ends where it was asked to', async (t) => {
  const { database, store } = await aStoreWith(t, series(2 * HOUR_MS))
  await run(database, 'packHours', START_MS + HOUR_MS + 3 * MINUTE_MS)
  const since = START_MS + HOUR_MS - 5_000
  const times = (await store.history('s', since, since + 10_000, MANY)).map(({ atMs }) => atMs)
  assert.deepEqual(times, [since, since + 5_000, since + 10_000])
})

test('more samples than asked for come averaged into equal steps, a gap kept as a gap', async (t) => {
  const gap = { from: START_MS + 20 * MINUTE_MS, to: START_MS + 40 * MINUTE_MS }
  const samples = series(HOUR_MS).filter(({ atMs }) => atMs < gap.from || atMs >= gap.to)
  const { store } = await aStoreWith(t, samples)
  const points = await store.history('s', START_MS, START_MS + HOUR_MS, 121)
  assert.deepEqual(averages(points), intoSteps(samples, 30_000))
  assert.equal(points.filter(({ atMs }) => atMs >= gap.from && atMs < gap.to).length, 0)
})

test('a sample twice is one, and samples of an unknown stream are not kept', async (t) => {
  const { database, store, all } = await aStoreWith(t, [sample(START_MS), sample(START_MS)])
  store.append('unknown', sample(START_MS))
  await eventually(() => database.status().queued === 0)
  assert.deepEqual(await all(), [sample(START_MS)])
  assert.deepEqual(await store.history('unknown', 0, MANY, 10), [])
})

test('samples that come to an hour already packed join it', async (t) => {
  const samples = series(HOUR_MS)
  const { database, store, all } = await aStoreWith(t, samples.slice(0, 700))
  await run(database, 'packHours', START_MS + 2 * HOUR_MS)
  for (const late of samples.slice(700)) store.append('s', late)
  await eventually(() => database.status().queued === 0)
  await run(database, 'packHours', START_MS + 2 * HOUR_MS)
  assert.deepEqual(await all(), samples)
})

test('history grows coarser with age: raw for a day, minutes for 14 days, hours for a year', async (t) => {
  const samples = series(3 * HOUR_MS)
  const { database, store, all } = await aStoreWith(t, samples)
  await run(database, 'packHours', START_MS + DAY_MS)

  await run(database, 'dropRawSamples', START_MS + DAY_MS)
  assert.equal((await all()).length, samples.length, 'a day is not over yet')
  await run(database, 'dropRawSamples', START_MS + DAY_MS + 2 * HOUR_MS)
  assert.deepEqual(
    await all(),
    intoSteps(samples, MINUTE_MS),
    'nothing finer than the coarsest of the window',
  )
  const rawPart = await store.history('s', START_MS + HOUR_MS, START_MS + 3 * HOUR_MS, MANY)
  assert.deepEqual(rawPart, samples.slice(720), 'where all is raw it comes raw')

  await run(database, 'dropRawSamples', START_MS + 2 * DAY_MS)
  await run(database, 'dropMinuteSamples', START_MS + 14 * DAY_MS)
  assert.deepEqual(await all(), intoSteps(samples, MINUTE_MS))
  await run(database, 'dropMinuteSamples', START_MS + 15 * DAY_MS)
  assert.deepEqual(await all(), intoSteps(samples, HOUR_MS))

  await run(database, 'dropHourSamples', START_MS + 365 * DAY_MS)
  assert.equal((await all()).length, 3)
  await run(database, 'dropHourSamples', START_MS + 365 * DAY_MS + 90 * MINUTE_MS)
  assert.equal((await all()).length, 1)
})

test('a stream of hours has the extremes of its readings at each step, a short one comes as it is', async (t) => {
  const samples = series(5 * HOUR_MS).map((each, n) => (n === 1000 ? { ...each, speedDown: 9_999 } : each))
  const { database, all, store } = await aStoreWith(t, samples)
  await run(database, 'packHours', START_MS + 3 * HOUR_MS + 3 * MINUTE_MS)
  const steps = await all(10)
  assert.ok(steps.length <= 10)
  assert.equal(steps.filter(({ most }) => most?.speedDown === 9_999).length, 1)
  assert.deepEqual(await all(4_000), samples)
  const lastMinute = await store.history('s', START_MS + 5 * HOUR_MS - MINUTE_MS, START_MS + 9 * DAY_MS, 20)
  assert.deepEqual(lastMinute, samples.slice(-12))
})

test('more than two days are read by the minute: their extremes are those of minutes', async (t) => {
  const day = (number: number) =>
    series(10 * MINUTE_MS).map((each) => ({ ...each, atMs: each.atMs + number * DAY_MS }))
  const samples = [...day(0), ...day(1), ...day(3)].map((each, n) =>
    n === 30 ? { ...each, speedDown: 9_999 } : each,
  )
  const { database, all } = await aStoreWith(t, samples)
  await run(database, 'packHours', START_MS + 4 * DAY_MS)
  const minutes = intoSteps(samples, MINUTE_MS)
  const steps = await all(20)
  assert.equal(steps.length, 3)
  assert.equal(steps[0]?.most?.speedDown, Math.max(...minutes.map(({ speedDown }) => speedDown ?? 0)))
})

test('where ages meet no gap appears that was not there', async (t) => {
  const samples = series(6 * HOUR_MS)
  const { database, store } = await aStoreWith(t, samples)
  await run(database, 'packHours', START_MS + 5 * HOUR_MS + 3 * MINUTE_MS)
  await run(database, 'dropRawSamples', START_MS + DAY_MS + 3 * HOUR_MS)
  for (const limit of [MANY, 2_000, 300, 100, 37, 5]) {
    const points = await store.history('s', START_MS, START_MS + 6 * HOUR_MS, limit)
    const steps = new Set(points.slice(1).map(({ atMs }, index) => atMs - Number(points[index]?.atMs)))
    assert.ok(points.length <= limit)
    assert.equal(steps.size, 1, `at most ${limit} points came in steps of ${[...steps]} ms`)
  }
})
