import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { createEmitter } from '../../lib/emitter.ts'
import type { StreamChange } from '../tracking/memory.ts'
import { createAdmission } from './admission.ts'

test('2,000 streams run at most, whoever reports them', () => {
  const admission = createAdmission(createEmitter<StreamChange>(), () => 2000)
  assert.throws(() => admission.admit(aStream('a'), null), {
    code: 'too_many_streams',
    reason: { code: 'too_many_streams', most: 2000 },
  })
})

test('an end makes room for one more of the same reporter, once', () => {
  const changes = createEmitter<StreamChange>()
  const admission = createAdmission(changes, () => 0)
  const tooMany = {
    code: 'too_many_streams',
    reason: { code: 'too_many_streams_reported', most: 1000, reporter: 'one' },
  }
  for (let id = 0; id < 1000; id++) admission.admit(aStream(`s-${id}`), 'one')
  assert.throws(() => admission.admit(aStream('more'), 'one'), tooMany)
  admission.admit(aStream('other'), 'another')
  const stream = aStream('s-1', { phase: 'ended' })
  for (let time = 0; time < 2; time++) changes.emit({ kind: 'changed', stream, before: null })
  admission.admit(aStream('more'), 'one')
  assert.throws(() => admission.admit(aStream('again'), 'one'), tooMany)
})

test('all labels of a stream have 32,768 characters together', () => {
  const admission = createAdmission(createEmitter<StreamChange>(), () => 0)
  const labels = (length: number) => aStream('a', { labels: { x: 'v'.repeat(length - 1) } })
  admission.admit(labels(32_768), null)
  assert.throws(() => admission.admit(labels(32_769), null), {
    code: 'validation',
    reason: { code: 'labels_too_long', most: 32_768 },
    field: { loc: ['body', 'labels'], input: null },
  })
})
