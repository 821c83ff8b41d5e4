import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ending, EndReason } from '../stream.ts'
import { createPendingStops } from './pending-stops.ts'

const endingOf = (reason: EndReason): Ending => ({ reason, detail: null, replacedBy: null })
const reasonOf = (stops: ReturnType<typeof createPendingStops>, reason: EndReason) =>
  stops.applyTo('a', endingOf(reason)).reason

test('an end that a stop causes elsewhere has the reason of the stop', () => {
  const stops = createPendingStops()
  const release = stops.begin('a', 'abandoned')
  for (const reason of ['reported', 'session_unknown'] as const)
    assert.equal(reasonOf(stops, reason), 'abandoned')
  for (const reason of ['engine_gone', 'replaced', 'lost'] as const)
    assert.equal(reasonOf(stops, reason), reason)
  release()
  assert.equal(reasonOf(stops, 'reported'), 'reported')
})

test('of two stops the first one counts until it is released', () => {
  const stops = createPendingStops()
  const releaseFirst = stops.begin('a', 'stopped')
  const releaseSecond = stops.begin('a', 'abandoned')
  assert.equal(reasonOf(stops, 'reported'), 'stopped')
  releaseFirst()
  assert.equal(reasonOf(stops, 'reported'), 'abandoned')
  releaseSecond()
  assert.equal(reasonOf(stops, 'reported'), 'reported')
})

test('a stop of another stream changes nothing', () => {
  const stops = createPendingStops()
  stops.begin('b', 'stopped')
  assert.equal(reasonOf(stops, 'reported'), 'reported')
})
