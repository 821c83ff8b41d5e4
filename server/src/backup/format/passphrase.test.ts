import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BackupRefusal } from '../refusal.ts'
import { COST, createKey, openKey } from './passphrase.ts'

test('the same passphrase leads to the same key, by the parameters that were kept', async () => {
  const { key, params } = await createKey('a passphrase', COST)
  assert.deepEqual(await openKey('a passphrase', params), key)
  assert.equal(key.length, 32)
})

test('a file can ask for no more memory and time than the largest machine would', async () => {
  const { params } = await createKey('a passphrase', 16)
  for (const asked of [{ cost: 2 ** 22 }, { blockSize: 1 << 20 }, { parallelization: 1000 }])
    await assert.rejects(
      openKey('a passphrase', { ...params, ...asked }),
      (error) => error instanceof BackupRefusal && error.reason.code === 'damaged',
    )
})
