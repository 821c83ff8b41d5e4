import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { safeStorage } from '../platform/storage.ts'
import { createLiveAccess } from './live-access.ts'
import { Dropped, HeldBack, NoLive } from './live-end.ts'
import { missingRoutesOf } from './missing-routes.ts'

const FAREWELL = { reason: null, reason_data: null }
const dropped = (silent = false) => new Dropped(FAREWELL, silent)
/** What a browser without storage leaves: memory for the session. */
const forbiddenStorage = safeStorage(() => {
  throw new Error('forbidden')
})
const nothingMissing = () => {
  const missing = missingRoutesOf('http://server', forbiddenStorage)
  missing.forget()
  return missing
}

/** How often a connection that ends so after `livedMs` is tried before it counts as held back. */
function attemptsUntilHeldBack(ends: readonly (readonly [unknown, number])[]): number | null {
  const access = createLiveAccess()
  const missing = nothingMissing()
  const at = ends.findIndex(([error, livedMs]) => access.ended(error, livedMs, missing, 0) === 'held_back')
  return at < 0 ? null : at + 1
}

describe('a live connection that ends', () => {
  const tables: readonly (readonly [string, readonly (readonly [unknown, number])[], number | null])[] = [
    [
      'early three times in a row',
      [
        [dropped(), 900],
        [dropped(), 900],
        [dropped(), 900],
      ],
      3,
    ],
    [
      'early twice, then after a minute, then early',
      [
        [dropped(), 900],
        [dropped(), 900],
        [dropped(), 60_000],
        [dropped(), 900],
      ],
      null,
    ],
    [
      'in silence twice',
      [
        [dropped(true), 40_000],
        [dropped(true), 40_000],
      ],
      2,
    ],
    [
      'in silence once: a closed lid',
      [
        [dropped(true), 40_000],
        [dropped(), 60_000],
      ],
      null,
    ],
    [
      'early twice with a refused connection in between',
      [
        [dropped(), 900],
        [dropped(), 900],
        [new Error('refused'), 10],
        [dropped(), 900],
      ],
      null,
    ],
    ['without a first word', [[new HeldBack(), 6_000]], 1],
  ]
  for (const [what, ends, expected] of tables)
    test(`${what}: ${expected === null ? 'is tried again' : `held back after ${expected}`}`, () => {
      assert.equal(attemptsUntilHeldBack(ends), expected)
    })
})

test('what is held back is tried again after a minute, or when asked to', () => {
  const access = createLiveAccess()
  const missing = nothingMissing()
  access.ended(new HeldBack(), 6_000, missing, 1_000)
  assert.equal(access.obstacle(missing, 60_999), 'held_back')
  assert.equal(access.obstacle(missing, 61_000), null)
  access.ended(new HeldBack(), 6_000, missing, 61_000)
  access.retry()
  assert.equal(access.obstacle(missing, 61_001), null)
})

test('a server without the route is not asked for it again until it may be another one', () => {
  const access = createLiveAccess()
  const missing = nothingMissing()
  assert.equal(access.ended(new NoLive(), 5, missing, 0), 'no_live')
  assert.equal(access.obstacle(missing, 1e9), 'no_live')
  missing.forget()
  assert.equal(access.obstacle(missing, 1e9), null)
})
