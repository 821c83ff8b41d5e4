import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineRef } from '../ports.ts'
import { type Attempt, attemptOf, type Due } from './attempt.ts'

type Admission = ReturnType<Parameters<typeof attemptOf>[2]['admit']>

const ENGINE = { id: 'engine-1', dial: { host: '10.0.0.1', port: 6878 } } as EngineRef
const NO_ADDRESS = { id: 'engine-1', dial: null } as EngineRef
const ON_TIME: Due = { lateMs: 0, periodMs: 1000, underWay: false }

const CASES: readonly (readonly [string, Due, EngineRef | undefined, Admission, Attempt])[] = [
  ['a free engine is read', ON_TIME, ENGINE, 'begin', { kind: 'begin', engine: ENGINE }],
  ['a busy queue is waited for', ON_TIME, ENGINE, 'wait', { kind: 'later' }],
  ['almost half a period too', { ...ON_TIME, lateMs: 499 }, ENGINE, 'wait', { kind: 'later' }],
  [
    'after half a period the slot is lost',
    { ...ON_TIME, lateMs: 500 },
    ENGINE,
    'wait',
    { kind: 'gap', reason: { code: 'engine_too_slow' } },
  ],
  [
    'an engine that hangs is not asked again',
    ON_TIME,
    ENGINE,
    'refused',
    { kind: 'gap', reason: { code: 'previous_request_open' } },
  ],
  [
    'an engine nobody knows',
    ON_TIME,
    undefined,
    'begin',
    { kind: 'gap', reason: { code: 'engine_not_known' } },
  ],
  [
    'an engine without an address',
    ON_TIME,
    NO_ADDRESS,
    'begin',
    { kind: 'gap', reason: { code: 'engine_without_address' } },
  ],
  [
    'a reading under way is no gap, even if the engine is gone',
    { ...ON_TIME, underWay: true },
    undefined,
    'begin',
    { kind: 'none' },
  ],
]
for (const [title, due, engine, admission, expected] of CASES)
  test(title, () => assert.deepEqual(attemptOf(due, engine, { admit: () => admission }), expected))
