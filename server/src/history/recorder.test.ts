import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { fixed } from '../lib/live.ts'
import { startRecorder } from './recorder.ts'
import type { FleetSample } from './sample.ts'

test('the fleet is recorded at once and then on every beat', async () => {
  const clock = manualClock(0)
  const recorded: FleetSample[] = []
  const read = (): FleetSample => ({
    atMs: clock.now(),
    streamsActive: 1,
    streamsStalled: 0,
    viewers: null,
    enginesHealthy: 2,
    enginesUnhealthy: 0,
    enginesUnknown: 0,
    speedDown: 5,
    speedUp: 1,
  })
  const recorder = startRecorder({
    clock,
    intervalMs: fixed(5_000),
    read,
    store: { append: (sample) => recorded.push(sample) },
  })
  await clock.advance(15_000)
  await recorder.stop()
  await clock.advance(15_000)
  assert.deepEqual(
    recorded.map(({ atMs }) => atMs),
    [0, 5_000, 10_000, 15_000],
  )
})
