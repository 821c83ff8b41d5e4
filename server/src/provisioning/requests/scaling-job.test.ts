import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createJobs } from '../jobs.ts'
import { createScalingJob } from './scaling-job.ts'

function rig() {
  let ids = 0
  const jobs = createJobs(() => `job-${++ids}`)
  const seen = () => jobs.list().map(({ state, done, total }) => [state, done, total])
  return { jobs, scaling: createScalingJob(jobs), seen }
}

describe('a scaling', () => {
  test('is done when as many engines are ready', () => {
    const { scaling, seen } = rig()
    scaling.progress(3)
    assert.deepEqual(seen(), [], 'nobody asked')
    scaling.start(4)
    scaling.progress(3)
    assert.deepEqual(seen(), [['running', 3, 4]])
    scaling.progress(5)
    scaling.progress(2)
    assert.deepEqual(seen(), [['done', 4, 4]])
  })

  test('fails when another number is set, which is a job of its own', () => {
    const { scaling, seen, jobs } = rig()
    scaling.start(4)
    scaling.abandon({ code: 'scale_changed' })
    scaling.abandon({ code: 'scale_cleared' })
    assert.deepEqual(jobs.list()[0]?.error, { code: 'scale_changed' })
    scaling.start(2)
    assert.deepEqual(
      seen().map(([state]) => state),
      ['running', 'failed'],
    )
  })
})

test('running jobs come first, then the last twenty that are over, newest first', () => {
  const { jobs } = rig()
  const first = jobs.start('image_pull', { code: 'image_being_pulled', image: 'a/b' }, 'bytes')
  for (let n = 0; n < 25; n++) jobs.start('scale', { code: 'scaling_to', target: n }, 'engines ready').done()
  const ids = jobs.list().map(({ id }) => id)
  assert.equal(ids.length, 21)
  assert.deepEqual([ids[0], ids[1], ids.at(-1)], ['job-1', 'job-26', 'job-7'])
  first.fail({ code: 'unspecified' })
  first.progress(1, 2)
  assert.deepEqual(
    [jobs.list()[0]?.state, jobs.list()[0]?.done],
    ['failed', 0],
    'a job that is over stays so',
  )
})
