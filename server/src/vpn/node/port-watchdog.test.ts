import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NodeState, unseenNode } from './node-state.ts'
import { RESTED, watchPort } from './port-watchdog.ts'

const node = (noPortSinceMs: number | null, port: number | null = null): NodeState => {
  const state = unseenNode('gluetun', { wallMs: 0, elapsedMs: 0 })
  return {
    ...state,
    tunnel: { ...state.tunnel, noPortSinceMs },
    port: { current: port, last: port, changedAtMs: null },
  }
}

test('a port that is missing for a minute is waited for', () => {
  assert.deepEqual(watchPort(RESTED, node(0), 60_000), { watchdog: RESTED, reconnect: false })
  assert.deepEqual(watchPort(RESTED, node(null), 60_001), { watchdog: RESTED, reconnect: false })
})

test('after that the tunnel is rebuilt, and again only after a pause that grows', () => {
  const first = watchPort(RESTED, node(0), 60_001)
  assert.ok(first.reconnect)
  assert.equal(first.watchdog.attempts, 1)
  const { notBeforeMs } = first.watchdog
  assert.ok(notBeforeMs >= 60_001 + 60_000)
  assert.deepEqual(watchPort(first.watchdog, node(0), notBeforeMs - 1), {
    watchdog: first.watchdog,
    reconnect: false,
  })
  const second = watchPort(first.watchdog, node(0), notBeforeMs)
  assert.ok(second.reconnect)
  assert.ok(second.watchdog.notBeforeMs - notBeforeMs > notBeforeMs - 60_001)
})

test('a port that is there ends the count', () => {
  const tried = watchPort(RESTED, node(0), 60_001).watchdog
  assert.deepEqual(watchPort(tried, node(null, 5914), 70_000), { watchdog: RESTED, reconnect: false })
})
