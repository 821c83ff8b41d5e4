import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { DomainError } from '../../lib/errors.ts'
import { createLive, fixed } from '../../lib/live.ts'
import { createJobs } from '../jobs.ts'
import type { ImageFacts } from '../ports.ts'
import { startImageKeeper } from './image-keeper.ts'

const facts: ImageFacts = { digest: 'sha256:one', createdAtMs: 0, hasEntrypoint: true }
const noSpace = { code: 'verbatim', text: 'no space left' } as const

function rig(begin: { image?: ImageFacts; pull?: 'ok' | 'fails'; reachable?: boolean } = {}) {
  const clock = manualClock()
  const world = {
    image: begin.image as ImageFacts | undefined,
    pull: begin.pull ?? 'ok',
    reachable: begin.reachable ?? true,
    pulls: 0,
  }
  const events: string[] = []
  const reference = createLive('a/b')
  const asked: string[] = []
  let changes = 0
  const jobs = createJobs(() => 'job')
  const keeper = startImageKeeper({
    reference,
    runtime: {
      image: async (image) => {
        asked.push(image)
        if (!world.reachable) throw new DomainError('runtime_unavailable', { code: 'runtime_not_answering' })
        return world.image
      },
      pull: async (_, onProgress) => {
        world.pulls++
        onProgress({ doneBytes: 50, totalBytes: 100 })
        if (world.pull === 'fails') throw new DomainError('image_missing', noSpace)
        world.image = facts
      },
    },
    jobs,
    recorder: { record: (event) => 'event' in event && events.push(event.event.code) },
    clock,
    onChange: () => changes++,
    recheckMs: fixed(60_000),
  })
  return { clock, world, events, jobs, keeper, reference, asked, changes: () => changes }
}

test('an image that is there is only looked at, from time to time', async (t) => {
  const { clock, world, events, keeper, changes } = rig({ image: facts })
  t.after(keeper.stop)
  await clock.advance(200_000)
  assert.deepEqual([world.pulls, events, changes()], [0, [], 1])
  assert.equal(keeper.state().kind, 'present')
  assert.equal(keeper.facts(), facts)
})

test('a missing one is pulled as a job, and recorded', async (t) => {
  const { clock, events, keeper, jobs } = rig()
  t.after(keeper.stop)
  await clock.advance(1)
  assert.equal(keeper.state().kind, 'present')
  assert.deepEqual(events, ['system.image_pulling', 'system.image_pulled'])
  assert.deepEqual(
    jobs.list().map(({ state, done, total }) => [state, done, total]),
    [['done', 100, 100]],
  )
})

test('one that can not be pulled is tried at growing intervals, and told of once', async (t) => {
  const { clock, world, events, keeper, jobs } = rig({ pull: 'fails' })
  t.after(keeper.stop)
  await clock.advance(1)
  const state = keeper.state()
  assert.ok(state.kind === 'missing')
  assert.deepEqual(state.reason, noSpace)
  assert.equal(jobs.list()[0]?.state, 'failed')
  await clock.advance(3_600_000)
  assert.ok(world.pulls > 3 && world.pulls < 20, `${world.pulls} pulls in an hour`)
  assert.equal(events.filter((code) => code === 'system.image_missing').length, 1)
  world.pull = 'ok'
  await clock.advance(900_000)
  assert.equal(keeper.state().kind, 'present')
})

test('an image that is loaded by hand between two pulls is found', async (t) => {
  const { clock, world, keeper } = rig({ pull: 'fails' })
  t.after(keeper.stop)
  await clock.advance(1)
  world.image = facts
  await clock.advance(60_000)
  assert.deepEqual([keeper.state().kind, world.pulls], ['present', 1])
})

test('nothing is concluded while the runtime does not answer', async (t) => {
  const { clock, world, keeper } = rig({ reachable: false })
  t.after(keeper.stop)
  await clock.advance(5000)
  assert.deepEqual([keeper.state().kind, world.pulls], ['unknown', 0])
})

test('being woken it looks at once', async (t) => {
  const { clock, world, keeper } = rig({ image: facts })
  t.after(keeper.stop)
  await clock.advance(1000)
  world.image = undefined
  keeper.wake()
  await clock.advance(0)
  assert.equal(world.pulls, 1)
})

test('another image counts at once: of it nothing is known before it was looked for', async (t) => {
  const { clock, keeper, reference, asked, changes } = rig({ image: facts })
  t.after(keeper.stop)
  await clock.advance(1000)
  assert.equal(keeper.state().kind, 'present')
  const before = changes()
  reference.set('c/d')
  assert.equal(keeper.state().kind, 'unknown')
  assert.equal(changes(), before + 1)
  await clock.advance(0)
  assert.equal(keeper.state().kind, 'present')
  assert.equal(asked.at(-1), 'c/d')
  const looks = asked.length
  reference.set('c/d')
  await clock.advance(0)
  assert.equal(asked.length, looks)
})
