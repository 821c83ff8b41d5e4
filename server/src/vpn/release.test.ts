import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someFacts } from '@acestream-orchestrator/testing/builders/vpn'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import type { JournalEvent } from '../journal/journal-event.ts'
import { type NodeState, unseenNode } from './node/node-state.ts'
import { createReleases } from './release.ts'

const node = (id: string | null, name = 'gluetun'): NodeState => ({
  ...unseenNode(name, { wallMs: 0, elapsedMs: 0 }),
  container: id === null ? null : someFacts({ id }),
})

function rig() {
  const clock = manualClock()
  const recorded: JournalEvent[] = []
  let announced = 0
  const releases = createReleases({
    recorder: { record: (event) => void recorded.push(event as JournalEvent) },
    clock,
    onRelease: () => announced++,
  })
  return { clock, recorded, releases, announced: () => announced }
}

test('a release holds for the container there was, and while there is none', () => {
  const { releases } = rig()
  assert.equal(releases.release(node('one')), 'gluetun')
  assert.ok(releases.has(node('one')))
  assert.ok(releases.has(node(null)))
  assert.ok(!releases.has(node('two')))
  assert.ok(!releases.has(node('one', 'another')))
})

test('a release of none holds until there is one', () => {
  const { releases } = rig()
  releases.release(node(null))
  assert.ok(releases.has(node(null)))
  assert.ok(!releases.has(node('one')))
})

test('a release ends after ten minutes, and nothing is released without one', async () => {
  const { clock, releases } = rig()
  assert.ok(!releases.has(node('one')))
  releases.release(node('one'))
  await clock.advance(599_999)
  assert.ok(releases.has(node('one')))
  await clock.advance(1)
  assert.ok(!releases.has(node('one')))
})

test('a release is recorded with its container and announced', () => {
  const { recorded, releases, announced } = rig()
  releases.release(node('one'))
  assert.deepEqual(recorded, [
    {
      event: { code: 'vpn.released', container: 'gluetun', containerId: 'one' },
      links: { vpn: 'gluetun' },
    },
  ])
  assert.equal(announced(), 1)
})
