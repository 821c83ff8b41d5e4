import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '@acestream-orchestrator/contract/backup'
import { backupBody, nameIn, SHORTEST_PASSPHRASE } from './choice.ts'

test('a backup is asked for once the choice is complete', () => {
  const long = '12345678'
  assert.deepEqual(backupBody({ protection: 'nothing', passphrase: long }), {})
  assert.deepEqual(backupBody({ protection: 'everything', passphrase: long }), {
    passphrase: long,
    encrypt: 'everything',
  })
  assert.deepEqual(backupBody({ protection: 'secrets', passphrase: long }), {
    passphrase: long,
    encrypt: 'secrets',
  })
  assert.equal(backupBody({ protection: 'everything', passphrase: '1234567' }), null)
  assert.equal(backupBody({ protection: 'secrets', passphrase: '' }), null)
})

test('the file is called as the server says, and never anything else', () => {
  assert.equal(nameIn('attachment; filename="a-20261127.backup"'), 'a-20261127.backup')
  for (const strange of [null, '', 'attachment', 'attachment; filename="../x"'])
    assert.equal(nameIn(strange), 'acestream-orchestrator.backup')
})

test('a passphrase is as long as the server wants it', () => {
  assert.equal(SHORTEST_PASSPHRASE, contract.SHORTEST_PASSPHRASE)
})
