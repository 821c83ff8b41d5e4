import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DiagnosisCode } from '@acestream-orchestrator/contract/reasons/diagnosis'
import type { Sample } from '../../history/sample.ts'
import type { Sign } from '../ports.ts'
import { createSignKeeper, withSigns } from './signs.ts'

const sample = (second: number, diagnosis?: DiagnosisCode, behindLiveS = 8): Sample => ({
  atMs: second * 1000,
  peers: 4,
  speedDown: 100,
  speedUp: 10,
  downloaded: 1,
  uploaded: 1,
  status: 'dl',
  ...(diagnosis === undefined ? {} : { diagnosis, behindLiveS }),
})

const sign = (second: number, diagnosis: DiagnosisCode): Sign => ({
  atMs: second * 1000,
  diagnosis,
  behindLiveS: 8,
})

test('a sign is kept at each change and once a minute', () => {
  const kept: Sign[] = []
  const keeper = createSignKeeper({ append: (_id, one) => kept.push(one), history: async () => [] })
  for (let second = 0; second <= 130; second += 5)
    keeper.note('s', sample(second, second === 40 ? 'few_peers' : 'fine'))
  assert.deepEqual(
    kept.map(({ atMs, diagnosis }) => [atMs / 1000, diagnosis]),
    [
      [0, 'fine'],
      [40, 'few_peers'],
      [45, 'fine'],
      [105, 'fine'],
    ],
  )
  keeper.note('s', sample(131))
  assert.equal(kept.length, 4, 'a sample without one says nothing')
})

test('samples have the last sign of before them, unless it is long ago', () => {
  const found = withSigns(
    [5, 30, 65, 300].map((second) => sample(second)),
    [sign(10, 'fine'), sign(60, 'few_peers')],
  )
  assert.deepEqual(
    found.map(({ diagnosis = null }) => diagnosis),
    [null, 'fine', 'few_peers', null],
  )
  assert.equal(found[1]?.behindLiveS, 8)
})
