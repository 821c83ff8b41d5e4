import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

const STAT_URL = 'http://localhost:19000/ace/stat/test_session_1'

test('a viewer reported with odd session URLs is real: followed without statistics, and the form is shown', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const engine = await app.engine()
  const event = {
    container_id: engine.container_id,
    engine: { host: engine.host, port: engine.port },
    stream: { key_type: 'infohash', key: 'a-channel' },
    session: {
      playback_session_id: 'test_session_1',
      stat_url: STAT_URL,
      command_url: STAT_URL,
      is_live: 1,
    },
  }
  const answer = await app.post('/events/stream_started', event)
  assert.equal(answer.statusCode, 200, answer.body)
  const { id } = answer.json<StreamState>()
  await app.advance(3_600_000)
  const stream = await app.stream(id)
  assert.deepEqual(
    [stream.status, stream.phase, stream.stat_url, stream.command_url],
    ['started', 'unknown', '', ''],
  )
  assert.match(stream.phase_reason ?? '', /stat_url should end in \/ace\/stat\/<hex>\/<hex>/)
  const { streams } = await app.engineOf(engine.container_id)
  assert.deepEqual(streams, [id], 'its engine is busy')
  const started = (await app.journal()).find(({ category }) => category === 'started')
  assert.match(started?.message ?? '', /stat_url should end in .*command_url should end in/)
  const raw = await app.get(`/streams/${encodeURIComponent(id)}/stat`)
  assert.deepEqual([raw.statusCode, raw.json<{ code: string }>().code], [502, 'engine_refused'])

  const again = await app.post('/events/stream_started', event)
  assert.equal(again.json<StreamState>().short_id, stream.short_id)
  const stopped = await app.del(`/streams/${encodeURIComponent(id)}`)
  assert.equal(stopped.json<StreamState>().end_reason, 'stopped')
  assert.deepEqual(outside.sessions.stopped, [], 'no other path of the engine was called')
})
