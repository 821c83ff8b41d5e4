import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type FactsWish, someFacts } from '@acestream-orchestrator/testing/builders/world'
import { LABELS, REDUCED_HARDENING } from '../../../engines/labels.ts'
import { silentLogger } from '../../../lib/log.ts'
import { createHardening } from './hardening.ts'
import { scratchBytes, scratchMounts } from './scratch.ts'

const REFUSED = 'exec /sbin/docker-init: operation not permitted'
const killed: FactsWish = { status: 'exited', exitCode: 255, lastWords: REFUSED }
const reduced = { labels: { [LABELS.hardening]: REDUCED_HARDENING } }

const CASES: readonly (readonly [what: string, seen: readonly FactsWish[], isReduced: boolean])[] = [
  ['nothing was seen', [], false],
  ['an engine runs', [{}], false],
  ['one died because its init process may not be executed', [killed], true],
  ['one died of tini being denied', [{ ...killed, lastWords: 'tini: Permission denied' }], true],
  ['one died of something else', [{ ...killed, lastWords: 'Segmentation fault' }], false],
  ['one died of it under another exit code', [{ ...killed, exitCode: 1 }], false],
  ['one died and nobody knows its last words', [{ ...killed, lastWords: null }], false],
  ['one that was created without them runs', [reduced], true],
  ['one that was created without them died', [{ ...killed, ...reduced }], false],
  ['others run after one had died of it', [killed, {}], true],
]

describe('containers are hardened less once', () => {
  for (const [what, seen, isReduced] of CASES)
    test(`${what}: ${isReduced ? 'yes' : 'no'}`, () => {
      const hardening = createHardening(silentLogger)
      for (const facts of seen) hardening.learn(someFacts(facts))
      assert.equal(hardening.isReduced(), isReduced)
    })
})

test('it is said once, however many engines die of it', () => {
  const warnings: object[] = []
  const hardening = createHardening({ ...silentLogger, warn: (fields) => warnings.push(fields) })
  for (const number of [1, 2, 3]) hardening.learn(someFacts({ ...killed, number }))
  assert.deepEqual(warnings, [{ container: 'acestream-1', reason: REFUSED }])
})

const MIB = 1024 ** 2
const ROOM: readonly (readonly [limitMib: number | null, roomMib: number])[] = [
  [null, 1280],
  [8192, 1280],
  [1024, 512],
  [100, 64],
]
for (const [limit, room] of ROOM)
  test(`an engine limited to ${limit ?? 'no'} MiB may keep ${room} MiB of files in memory`, () => {
    const bytes = scratchBytes(limit === null ? null : limit * MIB)
    assert.equal(bytes, room * MIB)
    for (const options of Object.values(scratchMounts(bytes)))
      assert.equal(options, `rw,mode=1777,size=${room * MIB}`)
  })
