import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { atEnd, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { nonBlocking, writeSome } from './descriptor.ts'

test('a full pipe takes what fits and says that nobody reads, and takes more once somebody did', (t) => {
  const path = join(temporaryFolder(t), 'pipe')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const given = openSync(path, constants.O_WRONLY)
  const target = nonBlocking(given)
  atEnd(t, () => [reader, given, target].map((descriptor) => closeSync(descriptor)))

  const large = Buffer.alloc(1024 * 1024, 'x')
  const first = writeSome(target, large)
  assert.ok(first.bytes > 0 && first.bytes < large.length)
  assert.equal(first.fault, null)
  assert.deepEqual(writeSome(target, large), { bytes: 0, fault: { code: 'log_not_read' } })

  readSync(reader, Buffer.alloc(64 * 1024))
  assert.ok(writeSome(target, large).bytes > 0)
})

test('a reader that is gone is a fault with its code, and no exception', (t) => {
  const path = join(temporaryFolder(t), 'pipe')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const target = openSync(path, constants.O_WRONLY)
  atEnd(t, () => closeSync(target))
  closeSync(reader)
  assert.deepEqual(writeSome(target, Buffer.from('line\n')), {
    bytes: 0,
    fault: { code: 'log_not_writable', errorCode: 'EPIPE' },
  })
})

test('a file is written through the descriptor that was given', (t) => {
  const path = join(temporaryFolder(t), 'log')
  writeFileSync(path, '')
  const given = openSync(path, 'a')
  atEnd(t, () => closeSync(given))
  assert.equal(nonBlocking(given), given)
  assert.deepEqual(writeSome(given, Buffer.from('line\n')), { bytes: 5, fault: null })
  assert.equal(readFileSync(path, 'utf8'), 'line\n')
})
