import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someFacts } from '../../test/vpn-facts.ts'
import { type NodeState, unseenNode } from './node/node-state.ts'
import { isReleased, releaseOf } from './release.ts'

const node = (id: string | null): NodeState => ({
  ...unseenNode('gluetun', { wallMs: 0, elapsedMs: 0 }),
  container: id === null ? null : someFacts({ id }),
})

test('a release holds for the container there was, and while there is none', () => {
  const release = releaseOf(node('one'), 1000)
  assert.ok(isReleased(release, node('one'), 1000))
  assert.ok(isReleased(release, node(null), 2000))
  assert.ok(!isReleased(release, node('two'), 2000))
})

test('a release of none holds until there is one', () => {
  const release = releaseOf(node(null), 0)
  assert.ok(isReleased(release, node(null), 1))
  assert.ok(!isReleased(release, node('one'), 1))
})

test('a release ends after ten minutes, and nothing is released without one', () => {
  const release = releaseOf(node('one'), 1000)
  assert.ok(isReleased(release, node('one'), 600_999))
  assert.ok(!isReleased(release, node('one'), 601_000))
  assert.ok(!isReleased(undefined, node('one'), 0))
})
