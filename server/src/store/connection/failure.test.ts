import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { failureOf, StoreRefusal } from './failure.ts'

const PATH = '/var/lib/orchestrator/db.sqlite'
const FILE = 'DATA_DIR/db.sqlite'

const sqliteError = (errcode: number, message = 'x') => Object.assign(new Error(message), { errcode })

const UNAVAILABLE: readonly (readonly [unknown, Reason])[] = [
  [sqliteError(5), { code: 'store_locked', file: FILE, sqliteCode: 5 }],
  [sqliteError(7), { code: 'store_out_of_memory', file: FILE, sqliteCode: 7 }],
  [sqliteError(8), { code: 'store_read_only', file: FILE, sqliteCode: 8 }],
  [sqliteError(11), { code: 'store_damaged', file: FILE, sqliteCode: 11 }],
  [sqliteError(13), { code: 'store_disk_full', file: FILE, sqliteCode: 13 }],
  [sqliteError(14), { code: 'store_not_openable', file: FILE, sqliteCode: 14 }],
  [sqliteError(26), { code: 'store_damaged', file: FILE, sqliteCode: 26 }],
  // an extended code carries the primary one in its low byte: SQLITE_IOERR_WRITE
  [sqliteError(778), { code: 'store_disk_errors', file: FILE, sqliteCode: 778 }],
  [
    sqliteError(1, 'no such table: main.streams'),
    { code: 'store_tables_damaged', file: FILE, tables: ['streams'] },
  ],
  [new StoreRefusal({ code: 'store_replaced', file: FILE }), { code: 'store_replaced', file: FILE }],
  [
    Object.assign(new Error(`ENOTDIR: not a directory, mkdir '${PATH}'`), {
      errno: -20,
      code: 'ENOTDIR',
      syscall: 'mkdir',
    }),
    {
      code: 'store_system_error',
      file: FILE,
      text: 'not a directory',
      syscall: 'mkdir',
      errorCode: 'ENOTDIR',
    },
  ],
]

for (const [error, reason] of UNAVAILABLE)
  test(`${reason.code}: the same write may work later, and the reason names no place on this machine`, () => {
    const failure = failureOf(error, PATH)
    assert.deepEqual([failure.kind, failure.reason], ['unavailable', reason])
    assert.ok(!JSON.stringify(failure.reason).includes('/var'))
  })

test('a wrong statement is a fault, whose own words go to the log alone', () => {
  for (const error of [
    sqliteError(19, 'NOT NULL constraint failed'),
    new TypeError('x is not iterable'),
    'odd',
  ])
    assert.deepEqual(failureOf(error, PATH), {
      kind: 'fault',
      reason: { code: 'store_fault' },
      detail: error instanceof Error ? error.message : 'odd',
    })
})
