import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import type { Ending } from '../stream.ts'
import { createEngineDeaths } from './engine-deaths.ts'

const GONE: Ending = { reason: 'engine_gone', detail: null, replacedBy: null }

test('the death of an engine is remembered for a minute', async () => {
  const clock = manualClock()
  const deaths = createEngineDeaths(clock)
  deaths.add('e1', GONE)
  assert.deepEqual([deaths.endingOf('e1'), deaths.endingOf('e2')], [GONE, undefined])
  await clock.advance(60_000)
  deaths.forgetOld()
  assert.deepEqual(deaths.endingOf('e1'), GONE)
  await clock.advance(1)
  assert.equal(deaths.endingOf('e1'), undefined)
})
