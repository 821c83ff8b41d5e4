import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { atEnd, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { openConnection } from './connection.ts'
import { createThread, type Thread } from './thread.ts'

/** Belongs to the thread's own connection, so that a thread started later does not know what was set. */
async function cacheSize(thread: Thread, set = ''): Promise<unknown> {
  const reply = await thread.request({
    kind: 'select',
    statement: { sql: `PRAGMA cache_size${set}`, params: [] },
  })
  assert.equal(reply.kind, 'done', JSON.stringify(reply))
  return reply.kind === 'done' && reply.value
}

test('a reader without a question for 15 s is ended, and the next question starts another one', async (t) => {
  const path = join(temporaryFolder(t), 'db.sqlite')
  openConnection({ role: 'writer', path, sync: 'normal' }).close()
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const thread = createThread({ role: 'reader', path, sync: 'normal' })
  atEnd(t, () => [void thread.stop()])
  await cacheSize(thread, ' = 77')
  t.mock.timers.tick(14_999)
  assert.deepEqual(await cacheSize(thread), [{ cache_size: 77 }])
  t.mock.timers.tick(14_999)
  assert.deepEqual(await cacheSize(thread), [{ cache_size: 77 }], 'counted from the last question on')
  t.mock.timers.tick(15_000)
  assert.deepEqual(await cacheSize(thread), [{ cache_size: -4096 }])
})
