import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createWatches } from './watches.ts'

test('a run keeps its watch; another start begins another', async () => {
  const clock = manualClock()
  const watches = createWatches(clock, () => 60_000)
  const first = watches.of(anEngine({ startedAtMs: clock.now() }))
  assert.equal(watches.of(anEngine({ startedAtMs: clock.now() })), first)
  await clock.advance(1000)
  const second = watches.of(anEngine({ startedAtMs: clock.now() }))
  assert.notEqual(second, first)
  assert.deepEqual([second.dueAtMs, second.startedAtMs], [clock.elapsedMs(), clock.elapsedMs()])
})

test('a start-up counts from the start of the container, at most as long as a start-up may take', async () => {
  const clock = manualClock()
  await clock.advance(500_000)
  const ranForMs = (startedAtMs: number) => {
    const watch = createWatches(clock, () => 60_000).of(anEngine({ startedAtMs }))
    return clock.elapsedMs() - watch.startedAtMs
  }
  assert.equal(ranForMs(clock.now() - 5000), 5000)
  assert.equal(ranForMs(clock.now() - 400_000), 60_000)
  assert.equal(ranForMs(clock.now() + 5000), 0, 'a clock that was set back makes nothing older')
})

test('engines that are gone leave no watch', () => {
  const clock = manualClock()
  const watches = createWatches(clock, () => 60_000)
  const engine = anEngine()
  watches.of(engine)
  watches.keepOnly(new Set([engine.id]))
  assert.ok(watches.get(engine.id))
  watches.keepOnly(new Set())
  assert.equal(watches.get(engine.id), undefined)
})
