import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { silentLogger } from '../../lib/log.ts'
import type { Failure } from '../connection/messages.ts'
import { retrying } from './retrying.ts'

const FAILURE: Failure = { kind: 'unavailable', reason: { code: 'storage_thread_ended' }, detail: '' }

function rig() {
  const clock = manualClock()
  const life = new AbortController()
  const attempts: number[] = []
  const state: { failure: Failure | undefined } = { failure: FAILURE }
  const begin = retrying(
    async () => {
      attempts.push(clock.elapsedMs())
      return state.failure
    },
    { clock, logger: silentLogger, signal: life.signal },
  )
  return { clock, life, attempts, state, begin }
}

const restsOf = (atMs: readonly number[]) => atMs.slice(1).map((ms, index) => ms - (atMs[index] ?? 0))

test('attempts follow each other less and less often, ten seconds apart at most, until one succeeds', async () => {
  const { clock, attempts, state, begin } = rig()
  begin()
  await clock.advance(120_000)
  const rests = restsOf(attempts)
  assert.ok(rests.length > 8, `${rests.length} attempts`)
  assert.deepEqual(
    rests,
    rests.toSorted((a, b) => a - b),
  )
  assert.ok(rests.every((ms) => ms <= 10_000))
  state.failure = undefined
  await clock.advance(10_000)
  const count = attempts.length
  await clock.advance(60_000)
  assert.equal(attempts.length, count)
})

test('attempts under way are not doubled, and later ones begin afresh', async () => {
  const { clock, attempts, state, begin } = rig()
  begin()
  begin()
  await clock.advance(250)
  assert.equal(attempts.length, 1)
  state.failure = undefined
  await clock.advance(10_000)
  begin()
  await clock.advance(250)
  assert.equal(attempts.length, 3)
})

test('no attempt follows the end', async () => {
  const { clock, life, attempts, begin } = rig()
  begin()
  life.abort()
  await clock.advance(60_000)
  assert.deepEqual(attempts, [])
})
