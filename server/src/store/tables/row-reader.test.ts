import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLogger } from '../../lib/log.ts'
import { port } from './columns.ts'
import { createRowReader } from './row-reader.ts'

test('rows with a bad value are left out, and each fault is logged once', () => {
  const logged: object[] = []
  const read = createRowReader({ ...silentLogger, error: (fields) => logged.push(fields) })
  const rows = [{ port: 80 }, { port: 70_000 }, { port: 'x' }, { port: 81 }]
  for (let time = 0; time < 2; time++)
    assert.deepEqual(
      read(rows, (row) => port(row, 'port')),
      [80, 81],
    )
  assert.deepEqual(logged, [{ reason: 'port is not a port', columns: ['port'] }])
})

test('an error in the code that converts is no bad value', () => {
  const read = createRowReader(silentLogger)
  assert.throws(
    () =>
      read([{}], () => {
        throw new TypeError('a bug')
      }),
    /a bug/,
  )
})
