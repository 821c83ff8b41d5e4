import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Failure } from '../connection/messages.ts'
import { createPump } from './pump.ts'

const FAILURE: Failure = { kind: 'unavailable', reason: { code: 'storage_thread_ended' }, detail: '' }

/** Commits that end when the test says so. */
function rig(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const state = { mayCommit: true, isFull: false }
  const open: ((failure?: Failure) => void)[] = []
  const failures: Failure[] = []
  let commits = 0
  const pump = createPump({
    committer: {
      isFull: () => state.isFull,
      commit: () => {
        commits++
        return new Promise((resolve) => open.push((failure) => resolve(failure)))
      },
    },
    mayCommit: () => state.mayCommit,
    onFailure: (failure) => failures.push(failure),
  })
  const finish = async (failure?: Failure) => {
    open.shift()?.(failure)
    await pump.settled()
  }
  return { pump, state, failures, finish, commits: () => commits }
}

test('what comes in one moment travels in one commit', (t) => {
  const { pump, commits } = rig(t)
  pump.schedule()
  pump.schedule()
  t.mock.timers.tick(20)
  assert.equal(commits(), 1)
})

test('one commit at a time: the next follows when it has ended, and as long as something waits', async (t) => {
  const { pump, state, finish, commits } = rig(t)
  pump.schedule()
  t.mock.timers.tick(20)
  pump.schedule()
  t.mock.timers.tick(1000)
  assert.equal(commits(), 1)
  await finish()
  t.mock.timers.tick(20)
  assert.equal(commits(), 2)
  state.mayCommit = false
  await finish()
  t.mock.timers.tick(1000)
  assert.equal(commits(), 2)
})

test('a full queue is not gathered any longer', async (t) => {
  const { pump, state, finish, commits } = rig(t)
  pump.schedule()
  t.mock.timers.tick(20)
  state.isFull = true
  await finish()
  t.mock.timers.tick(1) // mocked timers know no delay of 0
  assert.equal(commits(), 2)
})

test('a failure is passed on and nothing is scheduled', async (t) => {
  const { pump, failures, finish, commits } = rig(t)
  pump.schedule()
  t.mock.timers.tick(20)
  await finish(FAILURE)
  t.mock.timers.tick(1000)
  assert.deepEqual([failures, commits()], [[FAILURE], 1])
})

test('what was scheduled is dropped at the end', (t) => {
  const { pump, commits } = rig(t)
  pump.schedule()
  pump.stop()
  t.mock.timers.tick(1000)
  assert.equal(commits(), 0)
})
