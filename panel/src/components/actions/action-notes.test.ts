import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOf } from '../../connection/http/fault.ts'
import { noteOf, setNote } from './action-notes.ts'

test('a success note disappears on its own, but a later note of the same target stays', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  setNote('engine', { state: 'done', text: 'Cleaned up' })
  t.mock.timers.tick(4_000)
  const failed = { state: 'failed', what: 'Clean up', fault: faultOf(new Error('no')) } as const
  setNote('engine', failed)
  t.mock.timers.tick(60_000)
  assert.equal(noteOf('engine'), failed)
  setNote('engine', { state: 'done', text: 'Cleaned up' })
  t.mock.timers.tick(60_000)
  assert.equal(noteOf('engine'), null)
})
