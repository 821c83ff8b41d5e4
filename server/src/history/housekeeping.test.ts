import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { startHousekeeping } from './housekeeping.ts'

test('steps follow each other closely until nothing is due, then there is rest', async () => {
  const clock = manualClock(0)
  const steps: number[] = []
  const keeper = {
    tidy: async (nowMs: number) => {
      steps.push(nowMs)
      return steps.length % 3 !== 0
    },
  }
  const loop = startHousekeeping({ clock, keeper })
  await clock.advance(60_300)
  await loop.stop()
  assert.deepEqual(steps, [0, 100, 200, 60_200, 60_300])
})
