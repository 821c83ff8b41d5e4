import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anId, someFacts } from '@acestream-orchestrator/testing/builders/world'
import { createStoredWishes } from './stored-wishes.ts'

const why = { code: 'removed_by_operator' } as const

test('wishes go back to engines that are there, once, and are fulfilled where one is gone', () => {
  const calls: unknown[] = []
  const wishes = createStoredWishes({
    registry: {
      container: (id) => (id === anId(9) ? undefined : someFacts()),
      setDrain: (id, drain) => calls.push(['drain', id, drain]),
      setRemoval: (id, removal) => calls.push(['remove', id, removal]),
      setRestart: (id, restart) => calls.push(['restart', id, restart]),
    },
    intents: {
      drop: async (kind, id) => {
        calls.push(['drop', kind, id])
        throw new Error('the store is down')
      },
    },
  })
  wishes.restore()
  assert.deepEqual(calls, [])
  wishes.hold([
    { kind: 'drain', engineId: anId(1), atMs: 1, isKept: true },
    { kind: 'remove', engineId: anId(2), atMs: 2, why },
    { kind: 'restart', engineId: anId(3), atMs: 3, why },
    { kind: 'remove', engineId: anId(9), atMs: 4, why },
  ])
  wishes.restore()
  wishes.restore()
  assert.deepEqual(calls, [
    ['drain', anId(1), { atMs: 1, isKept: true }],
    ['remove', anId(2), { atMs: 2, why, cause: 'operator' }],
    ['restart', anId(3), { atMs: 3, why, cause: 'operator' }],
    ['drop', 'remove', anId(9)],
  ])
})
