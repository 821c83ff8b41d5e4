/** Why a stream stutters: in its state, and as it was in its statistics. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

test('a stream that plays is fine here; once its engine hangs it says so, and its chart shows when', async (t) => {
  const outside = anOutside(t)
  const settings = { MIN_REPLICAS: '1', MIN_FREE_REPLICAS: '0', UNHEALTHY_GRACE_S: '600' }
  const app = await anApp(t, outside, settings)
  await app.advance(5000)
  const engine = await app.engine()
  const { short_id } = await app.play(engine)
  await app.advance(30_000)
  const fine = await app.stream(short_id)
  assert.equal(fine.diagnosis_data?.code, 'fine')
  assert.equal(fine.diagnosis, 'fine here: look at the player')
  outside.prober.hung.add(engine.port)
  await app.advance(60_000)
  const hung = await app.stream(short_id)
  assert.equal(hung.diagnosis_data?.code, 'engine_hangs')
  assert.match(hung.diagnosis ?? '', /^its engine has not answered for \d+ s$/)
  assert.ok((hung.diagnosis_since ?? '') > (fine.diagnosis_since ?? ''))
  outside.prober.hung.delete(engine.port)
  await app.advance(60_000)
  assert.equal((await app.stream(short_id)).diagnosis_data?.code, 'fine')
  const answer = await app.get(`/streams/${short_id}/stats?points=50`)
  const stats = answer.json<StreamStatSnapshot[]>()
  assert.ok(stats.length > 2 && stats.length <= 50)
  assert.ok(stats.some(({ diagnosis }) => diagnosis === 'fine'))
  const early = (await app.get(`/streams/${short_id}/stats?to=${fine.last_sample_at}`)).json<
    StreamStatSnapshot[]
  >()
  assert.ok(early.every(({ ts }) => ts <= (fine.last_sample_at ?? '')))
  assert.equal((await app.get(`/streams/${short_id}/stats?to=noon`)).statusCode, 422)
})
