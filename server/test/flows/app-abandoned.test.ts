import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

/** Below the deadline of the whole wait, above the time between two readings. */
const READINGS_MS = 10_000

test('a stream whose reporter died frees its engine after ten minutes without data', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const { id } = await app.play(await app.engine())
  await app.advance(30_000)
  outside.sessions.dryUp()
  await app.advance(590_000)
  assert.equal((await app.stream(id)).phase, 'stalled')
  await app.advance(2 * READINGS_MS)
  const stream = await app.stream(id)
  assert.deepEqual([stream.status, stream.end_reason], ['ended', 'abandoned'])
  assert.equal(outside.sessions.stopped.length, 1)
  assert.deepEqual((await app.engine()).streams, [])
  const entry = (await app.journal()).findLast(({ category }) => category === 'ended')
  assert.match(entry?.message ?? '', /ended: nobody seemed to watch it any more/)
})

test('with STREAM_ABANDONED_AFTER_S=0 it stays, however long', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { STREAM_ABANDONED_AFTER_S: '0' })
  const { id } = await app.play(await app.engine())
  await app.advance(30_000)
  outside.sessions.dryUp()
  await app.advance(3_600_000)
  assert.equal((await app.stream(id)).phase, 'stalled')
})
