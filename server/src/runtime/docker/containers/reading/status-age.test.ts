import assert from 'node:assert/strict'
import { test } from 'node:test'
import { statusAgeS } from './status-age.ts'

const WORDS: readonly (readonly [words: string, ageS: number | undefined])[] = [
  ['Up Less than a second', 0],
  ['Up 1 second', 1],
  ['Up 45 seconds', 45],
  ['Up About a minute', 60],
  ['Up 5 minutes', 300],
  ['Up 5 minutes (healthy)', 300],
  ['Up 5 minutes (Paused)', 300],
  ['Up About an hour', 3600],
  ['Up 30 hours', 108_000],
  ['Up 3 days', 259_200],
  ['Up 2 weeks', 1_209_600],
  ['Up 5 months', 12_960_000],
  ['Up 2 years', 63_072_000],
  ['Exited (137) 3 seconds ago', 3],
  ['Exited (-1) About a minute ago', 60],
  ['Restarting (1) 2 minutes ago', 120],
  ['Created', undefined],
  ['Removal In Progress', undefined],
  ['Dead', undefined],
  ['', undefined],
]

for (const [words, ageS] of WORDS)
  test(`"${words}" is ${ageS ?? 'no'} seconds`, () => assert.equal(statusAgeS(words), ageS))
