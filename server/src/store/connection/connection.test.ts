import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { atEnd, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { openConnection } from './connection.ts'

test('the writer keeps a write-ahead log and flushes as often as it is configured to', (t) => {
  const path = join(temporaryFolder(t), 'db.sqlite')
  for (const [sync, level] of [
    ['normal', 1],
    ['full', 2],
  ] as const) {
    const connection = openConnection({ role: 'writer', path, sync })
    assert.deepEqual({ ...connection.all('PRAGMA journal_mode')[0] }, { journal_mode: 'wal' })
    assert.deepEqual({ ...connection.all('PRAGMA synchronous')[0] }, { synchronous: level })
    connection.close()
  }
})

test('the reader can not write', (t) => {
  const path = join(temporaryFolder(t), 'db.sqlite')
  const writer = openConnection({ role: 'writer', path, sync: 'normal' })
  const reader = openConnection({ role: 'reader', path, sync: 'normal' })
  atEnd(t, () => [reader, writer].map((connection) => connection.close()))
  assert.throws(() => reader.run("INSERT INTO meta (name) VALUES ('x')"), /readonly/)
})

test('a transaction that throws leaves nothing behind', (t) => {
  const connection = openConnection({
    role: 'writer',
    path: join(temporaryFolder(t), 'db.sqlite'),
    sync: 'normal',
  })
  atEnd(t, () => connection.close())
  assert.throws(() =>
    connection.transaction(() => {
      connection.run("INSERT INTO meta (name) VALUES ('x')")
      throw new Error('half way')
    }),
  )
  assert.deepEqual(connection.all('SELECT * FROM meta'), [])
})
