import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sessionsOf } from '../src/control/report.ts'
import { channelsOver, recorder, startPool, until } from './pool.ts'

/** One engine that takes no stop, and a channel on it whose only viewer has just left. */
async function leftOnDeafEngine() {
  const pool = await startPool(1)
  const channels = channelsOver(pool)
  const reported = () => sessionsOf([...channels.list(), ...channels.ending()]).map(({ viewers }) => viewers)
  const { channel, release } = await channels.open({ kind: 'content_id', value: 'a'.repeat(40) })
  assert.equal(await channel.started, null)
  const viewer = channel.add(recorder())
  assert.deepEqual(reported(), [1])
  pool.engines[0]?.fault({ commands: 'error' })
  channel.remove(viewer)
  release()
  await until(() => channels.happened.length === 1)
  return { pool, channels, reported }
}

test('a stop that the engine does not confirm is repeated, and its session is reported until it is', async () => {
  const { pool, channels, reported } = await leftOnDeafEngine()
  await using _ = pool
  assert.deepEqual([channels.list().length, reported()], [0, [0]])
  pool.engines[0]?.fault({ commands: 'ok' })
  await until(() => reported().length === 0)
  assert.equal(pool.sessions(), 0)
})

test('a stop that is not confirmed ends with its engine', async () => {
  const { pool, reported } = await leftOnDeafEngine()
  await using _ = pool
  assert.deepEqual(reported(), [0])
  pool.gone.add(`${pool.engines[0]?.port}`)
  await until(() => reported().length === 0)
})
