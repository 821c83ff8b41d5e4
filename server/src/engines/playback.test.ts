import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import type { PlaybackEvidence } from './engine.ts'
import { isDelivering, isUsedUnreported } from './playback.ts'

const evidence = (trafficAtMs: number | null, playback: PlaybackEvidence) =>
  anEngine({}, { resources: { cpuPercent: null, memoryBytes: null, trafficAtMs, playback } })

test('an engine delivers until its counters have stood still for half a minute', () => {
  assert.ok(isDelivering(evidence(1000, 'none'), 30_999))
  assert.ok(!isDelivering(evidence(1000, 'none'), 31_000))
  assert.ok(!isDelivering(evidence(null, 'seen'), 0))
})

describe('a viewer whom nobody reported', () => {
  const table: readonly (readonly [PlaybackEvidence, streams: number, boolean | null])[] = [
    ['seen', 0, true],
    ['none', 0, false],
    ['unread', 0, null],
    ['unknown', 0, null],
    ['seen', 1, false],
    ['unknown', 1, false],
  ]
  for (const [playback, streams, used] of table)
    test(`${used === null ? 'may be there' : used ? 'is there' : 'is not there'}: ${playback}, ${streams} streams`, () => {
      assert.equal(isUsedUnreported(evidence(null, playback), streams), used)
    })
})
