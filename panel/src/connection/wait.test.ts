import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { sleep } from './wait.ts'

test('a wait leaves nothing behind on a signal that lives on', async () => {
  const { signal } = new AbortController()
  for (let n = 0; n < 5; n += 1) await sleep(0, signal)
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('an abort ends a wait immediately, before or during it', async () => {
  const life = new AbortController()
  const waiting = sleep(60_000, life.signal)
  life.abort()
  await waiting
  await sleep(60_000, life.signal)
})
