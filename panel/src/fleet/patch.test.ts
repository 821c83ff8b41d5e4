import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_WORLD, type World } from './model.ts'
import { applyMessages, JOURNAL_LENGTH, keepUnchanged, TRAIL_LENGTH } from './patch.ts'

const engine = (id: string, health = 'healthy') => ({ container_id: id, health_status: health })
const stream = (id: string) => ({ id, status: 'started', phase: 'active' })
const sample = (id: string, n: number) => ({
  ts: new Date(n * 1000).toISOString(),
  samples: [
    {
      id,
      ts: new Date(n * 1000).toISOString(),
      peers: n,
      speed_down: n,
      speed_up: 0,
      downloaded: n,
      uploaded: 0,
      status: 'dl',
      progress: null,
    },
  ],
})

const start: World = applyMessages(EMPTY_WORLD, [
  {
    name: 'snapshot',
    data: {
      engines: [engine('a'), engine('b')],
      streams: [stream('s')],
      vpn: { enabled: false },
      journal: [],
      jobs: [],
    },
  },
])

test('a snapshot replaces everything before it', () => {
  const next = applyMessages(start, [{ name: 'snapshot', data: { engines: [engine('c')], streams: [] } }])
  assert.deepEqual(
    next.engines?.map(({ container_id }) => container_id),
    ['c'],
  )
  assert.deepEqual(next.streams, [])
})

test('an engine is replaced in its place and the others keep their identity', () => {
  const next = applyMessages(start, [{ name: 'engine', data: engine('a', 'unhealthy') }])
  assert.deepEqual(
    next.engines?.map(({ health_status }) => health_status),
    ['unhealthy', 'healthy'],
  )
  assert.equal(next.engines?.[1], start.engines?.[1])
  assert.equal(next.streams, start.streams)
  assert.equal(next.vpn, start.vpn)
})

test('a new engine comes last, one that is gone leaves, an unknown one leaves nothing', () => {
  const next = applyMessages(start, [
    { name: 'engine', data: engine('c') },
    { name: 'engine_gone', data: { id: 'a' } },
    { name: 'engine_gone', data: { id: 'nobody' } },
  ])
  assert.deepEqual(
    next.engines?.map(({ container_id }) => container_id),
    ['b', 'c'],
  )
})

test('samples change their stream and lengthen its trail, up to a limit', () => {
  const beats = Array.from({ length: TRAIL_LENGTH + 20 }, (_, n) => ({
    name: 'samples' as const,
    data: sample('s', n),
  }))
  const next = applyMessages(start, beats)
  assert.equal(next.streams?.[0]?.peers, TRAIL_LENGTH + 19)
  assert.equal(next.trails['s']?.length, TRAIL_LENGTH)
  assert.equal(next.trails['s']?.at(-1)?.speed_down, TRAIL_LENGTH + 19)
  assert.equal(next.engines, start.engines)
})

test('the figures of an engine are the sums of its streams, as of the newest beat', () => {
  const on = (id: string, container_id: string) => ({ ...stream(id), container_id })
  const world = applyMessages(start, [
    { name: 'stream', data: on('one', 'a') },
    { name: 'stream', data: on('two', 'a') },
    { name: 'stream', data: on('three', 'b') },
  ])
  const next = applyMessages(world, [
    { name: 'samples', data: sample('one', 3) },
    { name: 'samples', data: sample('two', 4) },
  ])
  assert.equal(next.engines?.[0]?.speed_down, 7)
  assert.equal(next.engines?.[0]?.peers, 7)
  assert.equal(next.engines?.[1], world.engines?.[1])
  assert.equal(applyMessages(next, [{ name: 'samples', data: sample('one', 3) }]).engines, next.engines)
})

test('a stream that is gone takes its trail with it', () => {
  const next = applyMessages(start, [
    { name: 'samples', data: sample('s', 1) },
    { name: 'stream_gone', data: { id: 's' } },
  ])
  assert.deepEqual(next.trails, {})
})

test('the journal grows at its head, knows each entry once, and is bounded', () => {
  const entries = Array.from({ length: JOURNAL_LENGTH + 5 }, (_, id) => ({
    name: 'journal' as const,
    data: { id, message: '' },
  }))
  const next = applyMessages(start, [
    ...entries,
    { name: 'journal', data: { id: JOURNAL_LENGTH + 4, message: 'again' } },
  ])
  assert.equal(next.journal?.length, JOURNAL_LENGTH)
  assert.equal(next.journal?.[0]?.message, 'again')
})

test('a message that is no object changes nothing', () => {
  const next = applyMessages(start, [
    { name: 'engine', data: 'x' },
    { name: 'vpn', data: null },
    { name: 'samples', data: { samples: [{}] } },
  ])
  assert.equal(next.engines, start.engines)
  assert.equal(next.vpn, start.vpn)
})

test('a poll that found nothing new gives back the very list', () => {
  const before = [
    { id: 1, x: [1] },
    { id: 2, x: [2] },
  ]
  const idOf = (item: { id: number }) => item.id
  assert.equal(keepUnchanged(before, structuredClone(before), idOf), before)
  const changed = keepUnchanged(
    before,
    [
      { id: 1, x: [1] },
      { id: 2, x: [3] },
    ],
    idOf,
  )
  assert.equal(changed[0], before[0])
  assert.deepEqual(changed[1], { id: 2, x: [3] })
  assert.equal(keepUnchanged(before, before.slice(1), idOf).length, 1)
})

test('two plays with one id of their reporter stay two, each with its own readings', () => {
  const play = (short: string) => ({ ...stream('ch-42'), short_id: short })
  const reading = (short: string, n: number) => {
    const beat = sample('ch-42', n)
    return { ...beat, samples: beat.samples.map((item) => ({ ...item, short_id: short })) }
  }
  const both = applyMessages(start, [
    { name: 'stream', data: play('aa') },
    { name: 'stream', data: play('bb') },
    { name: 'samples', data: reading('bb', 7) },
  ])
  const speeds = Object.fromEntries((both.streams ?? []).map((one) => [one.short_id, one.speed_down]))
  assert.deepEqual(speeds, { aa: null, bb: 7, s: null })
  assert.deepEqual([both.trails['aa'], both.trails['bb']?.length], [undefined, 1])
  const one = applyMessages(both, [{ name: 'stream_gone', data: { id: 'ch-42', short_id: 'aa' } }])
  assert.deepEqual(one.streams?.map(({ short_id }) => short_id).toSorted(), ['bb', 's'])
})
