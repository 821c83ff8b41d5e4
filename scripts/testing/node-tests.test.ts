import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTap } from './node-tests.ts'
import { summary } from './outcome.ts'

const TAP = `TAP version 13
# Subtest: works
ok 1 - works
# Subtest: group
    ok 1 - inner # SKIP no Docker here
    ok 2 - later # TODO
    1..2
ok 2 - group
1..2
# tests 5
# suites 1
# pass 2
# fail 1
# cancelled 1
# skipped 1
# todo 1
`

test('counts and skips are read from the report, a cancelled test has failed', () => {
  assert.deepEqual(readTap(TAP), {
    passed: 2,
    failed: 2,
    skipped: [
      { name: 'inner', reason: 'no Docker here' },
      { name: 'later', reason: 'to do' },
    ],
  })
})

test('the last line of the summary is the sum, and every skip is named', () => {
  const results = [
    { name: 'types', passed: 1, failed: 0, skipped: [], seconds: 3 },
    {
      name: 'docker',
      passed: 7,
      failed: 2,
      skipped: [{ name: 'pull', reason: 'no network' }],
      seconds: 61.25,
    },
  ]
  const lines = summary(results).split('\n')
  assert.equal(lines.at(-1), '8 passed, 2 failed, 1 skipped')
  assert.ok(lines.includes('skipped in docker: pull (no network)'))
})
