import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { StreamState, StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import { aStart, ok, trackerBench } from '@acestream-orchestrator/testing/fakes/streams'
import { Value } from 'typebox/value'
import { toStatSnapshot, toStreamState } from './stream.ts'

test('a stream on the wire fits its schema from start to end, with engine units and our address', async () => {
  const { tracker, clock } = trackerBench()
  const begun = await tracker.started(aStart())
  const context = { nowMs: clock.now(), address: { host: '::1', port: 6878 }, viewers: null }
  assert.ok(Value.Check(StreamState, toStreamState(begun, context)))

  await clock.advance(4000)
  const sample = tracker.applyReading(begun.id, ok({ downloaded: 32_768, speedDown: 100, speedUp: 7 }))
  await clock.advance(5000)
  tracker.applyReading(begun.id, ok({ downloaded: 65_536, speedDown: 201, speedUp: null }))
  const { stream } = await tracker.ended({ id: begun.id, detail: verbatim('bye') })
  assert.ok(stream && sample)
  const state = toStreamState(stream, { ...context, nowMs: clock.now() + 60_000 })
  assert.ok(Value.Check(StreamState, state))
  assert.ok(Value.Check(StreamStatSnapshot, toStatSnapshot(sample)))
  const { stat_url, command_url, duration_s, time_to_first_data_ms, avg_speed_down, peak_speed_down } = state
  assert.equal(stat_url, `http://[::1]:6878${stream.statPath}`)
  assert.equal(command_url, `http://[::1]:6878${stream.commandPath}`)
  assert.deepEqual(
    [duration_s, time_to_first_data_ms, avg_speed_down, peak_speed_down, state.downloaded, state.end_reason],
    [9, 4000, 150.5, 201, 65_536, 'reported'],
  )
})

test('an age is never negative, and without an address the URLs are paths', async () => {
  const { tracker, clock } = trackerBench()
  const stream = await tracker.started(aStart())
  const state = toStreamState(stream, { nowMs: clock.now() - 3_600_000, address: null, viewers: 2 })
  assert.deepEqual([state.duration_s, state.viewers, state.stat_url], [0, 2, stream.statPath])
})
