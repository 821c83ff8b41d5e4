import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { runningClock } from './running-clock.ts'

test('goes on by itself and wakes who sleeps', async (t) => {
  const clock = runningClock(1000)
  t.after(clock.stop)
  await clock.sleep(30)
  assert.ok(clock.elapsedMs() >= 30)
  assert.ok(clock.now() >= 1030)
})

test('is moved ahead of real time, sleepers in their order', async (t) => {
  const clock = runningClock(0)
  t.after(clock.stop)
  const woken: string[] = []
  void clock.sleep(60_000).then(() => woken.push('second'))
  void clock.sleep(30_000).then(() => woken.push('first'))
  await clock.advance(90_000)
  assert.deepEqual(woken, ['first', 'second'])
  assert.ok(clock.now() >= 90_000)
})

test('stands still once stopped', async () => {
  const clock = runningClock(0)
  clock.stop()
  await delay(50)
  assert.equal(clock.elapsedMs(), 0)
})
