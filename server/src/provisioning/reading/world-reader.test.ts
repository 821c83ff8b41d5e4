import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine, aWorld } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import type { PlaybackEvidence } from '../../engines/engine.ts'
import { plan } from '../planning/plan.ts'
import type { Operation } from '../planning/world.ts'
import type { Leases } from '../requests/leases.ts'
import { createWorldReader } from './world-reader.ts'

const nothingGiven: Pick<Leases, 'placesOn' | 'keepsBusy'> = {
  placesOn: (engine) => ({ engine, streams: 0, reserved: 0 }),
  keepsBusy: () => false,
}

const reader = createWorldReader({
  registry: { list: () => [anEngine({ number: 1, status: 'created' }), anEngine({ number: 2 })] },
  vpn: () => ({ configured: false, nodes: [] }),
  leases: nothingGiven,
  clock: manualClock(),
  isPastKnown: () => true,
})

function busyWith(operation: Operation) {
  return reader.advance([operation]).map((each) => each.busyWith)
}

test('an engine is busy with what is done to its container', () => {
  const [, second] = reader.advance([])
  assert.ok(second)
  assert.deepEqual(busyWith({ kind: 'remove', id: second.engine.id }), [null, 'remove'])
  assert.deepEqual(busyWith({ kind: 'restart', id: second.engine.id }), [null, 'restart'])
})

test('an engine whose container is seen before its creation has returned is known by its name', () => {
  const [step] = plan(aWorld()).steps
  assert.ok(step?.kind === 'create' && step.spec.name === 'acestream-1')
  assert.deepEqual(busyWith({ kind: 'create', spec: step.spec, node: null, requestId: null }), [
    'create',
    null,
  ])
})

test('an engine of before our start is idle once its container has been read and shows no viewer', async () => {
  const clock = manualClock()
  let playback: PlaybackEvidence = 'unread'
  const startedAtMs = clock.now() - 60_000
  const one = createWorldReader({
    registry: {
      list: () => [
        anEngine(
          { startedAtMs },
          { resources: { cpuPercent: null, memoryBytes: null, trafficAtMs: null, playback } },
        ),
      ],
    },
    vpn: () => ({ configured: false, nodes: [] }),
    leases: nothingGiven,
    clock,
    isPastKnown: () => true,
  })
  const seen = () => one.advance([]).map(({ playing, idleForMs }) => [playing, idleForMs])
  assert.deepEqual(seen(), [[false, null]])
  playback = 'seen'
  assert.deepEqual(seen(), [[true, null]])
  await clock.advance(31_000)
  for (playback of ['none', 'unknown'] as const) assert.deepEqual(seen(), [[false, 0]])
})

test('how long an engine had run when it hung counts from its start, not from ours, and stays', async () => {
  const clock = manualClock()
  let status: 'healthy' | 'unhealthy' = 'healthy'
  const startedAtMs = clock.now() - 60_000
  const one = createWorldReader({
    registry: {
      list: () => [anEngine({ startedAtMs }, { health: { status, failures: 0, sinceMs: 0, reason: null } })],
    },
    vpn: () => ({ configured: false, nodes: [] }),
    leases: nothingGiven,
    clock,
    isPastKnown: () => true,
  })
  const seen = () => one.advance([]).map(({ hungAfterMs }) => hungAfterMs)
  assert.deepEqual(seen(), [null])
  await clock.advance(10_000)
  status = 'unhealthy'
  assert.deepEqual(seen(), [70_000])
  await clock.advance(10_000)
  assert.deepEqual(seen(), [70_000])
  status = 'healthy'
  assert.deepEqual(seen(), [null])
})

test('looking changes nothing: ages begin with what the pass sees', async () => {
  const clock = manualClock()
  const watched = createWorldReader({
    registry: { list: () => [anEngine({ startedAtMs: clock.now() })] },
    vpn: () => ({ configured: false, nodes: [] }),
    leases: nothingGiven,
    clock,
    isPastKnown: () => true,
  })
  const idleFor = (engines: ReturnType<typeof watched.look>) => engines.map(({ idleForMs }) => idleForMs)
  watched.advance([])
  await clock.advance(1000)
  assert.deepEqual(idleFor(watched.look([])), [1000])
  const unseen = createWorldReader({
    registry: { list: () => [anEngine()] },
    vpn: () => ({ configured: false, nodes: [] }),
    leases: nothingGiven,
    clock,
    isPastKnown: () => false,
  })
  const before = unseen.look([])
  await clock.advance(1000)
  assert.deepEqual(unseen.look([]), before, 'nobody has seen it in a pass yet')
})
