import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream } from '../../test/stored-streams.ts'
import { createEmitter } from '../lib/emitter.ts'
import { createAdmission } from './admission.ts'
import type { StreamChange } from './lifecycle.ts'

test('2,000 streams run at most, whoever reports them', () => {
  const admission = createAdmission(createEmitter<StreamChange>(), () => 2000)
  assert.throws(() => admission.admit(aStream('a'), null), { code: 'too_many_streams' })
})

test('an end makes room for one more of the same reporter, once', () => {
  const changes = createEmitter<StreamChange>()
  const admission = createAdmission(changes, () => 0)
  for (let id = 0; id < 1000; id++) admission.admit(aStream(`s-${id}`), 'one')
  assert.throws(() => admission.admit(aStream('more'), 'one'), { code: 'too_many_streams' })
  admission.admit(aStream('other'), 'another')
  const stream = aStream('s-1', { phase: 'ended' })
  for (let time = 0; time < 2; time++) changes.emit({ kind: 'changed', stream, before: null })
  admission.admit(aStream('more'), 'one')
  assert.throws(() => admission.admit(aStream('again'), 'one'), { code: 'too_many_streams' })
})
