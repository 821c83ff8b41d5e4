import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { compileForLongRun } from './compilers.ts'

test('the optimizing compilers rest until the process is busy, and one of them works from then on', async () => {
  const clock = manualClock()
  const flags: string[] = []
  let activeMs = 400
  const running = compileForLongRun(clock, { activeMs: () => activeMs, set: (flag) => flags.push(flag) })
  assert.deepEqual(flags, ['--no-maglev', '--no-turbofan'])

  const second = async (workedMs: number) => {
    activeMs += workedMs
    await clock.advance(1000)
  }
  await second(900)
  await second(251)
  await second(250)
  await second(900)
  await second(900)
  assert.equal(flags.length, 2, 'a burst is no load')

  await second(251)
  assert.deepEqual(flags.slice(2), ['--turbofan'])

  activeMs += 2000
  await clock.advance(60_000)
  assert.equal(flags.length, 3, 'it is never switched off again: its code is in memory now')
  await running.stop()
})
