import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ContentSummary as Wire } from '@acestream-orchestrator/contract/stream'
import { Value } from 'typebox/value'
import type { ContentSummary } from '../../../history/ports.ts'
import { contentSummary } from './content.ts'

const CONTENT: ContentSummary = {
  keyType: 'infohash',
  key: 'a'.repeat(40),
  title: 'Channel',
  plays: 3,
  medianSpeedDown: 640,
  bestPeers: 12,
  medianTimeToFirstDataMs: 1500,
  lastSuccessAtMs: 1000,
  lastPlayedAtMs: 2000,
}

test('a content on the wire fits its schema, with ISO times', () => {
  const wire = contentSummary(CONTENT)
  assert.ok(Value.Check(Wire, wire))
  assert.deepEqual(wire, {
    key_type: 'infohash',
    key: 'a'.repeat(40),
    title: 'Channel',
    plays: 3,
    median_speed_down: 640,
    best_peers: 12,
    median_time_to_first_data_ms: 1500,
    last_success_at: '1970-01-01T00:00:01.000Z',
    last_played_at: '1970-01-01T00:00:02.000Z',
  })
})

test('one that never played has no success', () => {
  assert.equal(contentSummary({ ...CONTENT, lastSuccessAtMs: null }).last_success_at, null)
})
