import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createEngineUsage } from './engine-usage.ts'

test('usage is reported when noted, and every 30 s while it goes on', async () => {
  const clock = manualClock()
  const usage = createEngineUsage(clock, () => true)
  const begunMs = clock.now()
  const used: (readonly [string, number])[] = []
  usage.used.on(({ engineId, atMs }) => used.push([engineId, (atMs - begunMs) / 1000]))
  usage.note('e1')
  for (let second = 0; second < 61; second++) {
    await clock.advance(1000)
    usage.noteInUse('e1')
  }
  assert.deepEqual(used, [
    ['e1', 0],
    ['e1', 30],
    ['e1', 60],
  ])
})

test('an engine without streams is noted again at its next use', async () => {
  const clock = manualClock()
  let inUse = true
  const usage = createEngineUsage(clock, () => inUse)
  let noted = 0
  usage.used.on(() => noted++)
  usage.note('e1')
  inUse = false
  usage.note('e1')
  inUse = true
  usage.noteInUse('e1')
  assert.equal(noted, 3)
})
