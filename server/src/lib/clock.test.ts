import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from './clock.ts'

test('a sleep ends with the reason of its signal, before it and during it', async () => {
  const reason = new Error('enough')
  await assert.rejects(systemClock.sleep(60_000, AbortSignal.abort(reason)), reason)
  const life = new AbortController()
  const sleep = systemClock.sleep(60_000, life.signal)
  life.abort(reason)
  await assert.rejects(sleep, reason)
})

test('a sleep longer than a timer takes does not end at once', async () => {
  const life = new AbortController()
  const sleep = systemClock.sleep(Number.MAX_SAFE_INTEGER, life.signal).then(
    () => 'woke',
    () => 'aborted',
  )
  await systemClock.sleep(20)
  life.abort()
  assert.equal(await sleep, 'aborted')
})

test('a sleep of no or negative length ends soon', async () => {
  await systemClock.sleep(0)
  await systemClock.sleep(-5)
})
