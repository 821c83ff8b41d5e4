import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { anEngine, anExternalEngine, T0 } from '@acestream-orchestrator/testing/builders/world'
import type { Engine } from '../engine.ts'
import { archivedEngine } from './archived-engine.ts'

const NO_LOG = { lines: [], missing: { code: 'nothing_written' } } as const
const KILLED = { status: 'exited', exitCode: 137 } as const
const removal = (why: Reason, cause: 'failed' | 'operator' | 'unhealthy' | 'idle'): Partial<Engine> => ({
  removal: { atMs: T0, why, cause },
})
const CLEANED = removal({ code: 'cleaned_up' }, 'failed')

const TABLE: readonly (readonly [what: string, engine: Engine, cause: string, code: Reason['code']])[] = [
  ['killed and cleaned up', anEngine(KILLED, CLEANED), 'failed', 'exited'],
  ['out of memory and cleaned up', anEngine({ ...KILLED, oomKilled: true }, CLEANED), 'failed', 'exited'],
  ['killed, and removed by somebody else', anEngine(KILLED), 'outside', 'exited'],
  ['removed by somebody else as it ran', anEngine(), 'outside', 'container_gone'],
  [
    'killed, and removed by its operator',
    anEngine(KILLED, removal({ code: 'removed_by_operator' }, 'operator')),
    'operator',
    'removed_by_operator',
  ],
  ['created and cleaned up', anEngine({ status: 'created' }, CLEANED), 'failed', 'cleaned_up'],
  ['external, and forgotten', anExternalEngine(), 'outside', 'container_gone'],
]

for (const [what, engine, cause, code] of TABLE)
  test(`what is kept of an engine ${what}: why it is gone`, () => {
    const archived = archivedEngine(engine, T0 + 5000, NO_LOG)
    assert.equal(archived.cause, cause)
    assert.equal(archived.reason.code, code)
    assert.equal(archived.removedAtMs, T0 + 5000)
  })
