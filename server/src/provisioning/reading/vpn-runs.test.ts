import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aNode, anEngine, T0 } from '@acestream-orchestrator/testing/builders/world'
import type { Engine } from '../../engines/engine.ts'
import { createVpnRuns } from './vpn-runs.ts'

const unproven = { readyAtMs: null }
const missed = { ...unproven, health: { status: 'unknown', failures: 1, sinceMs: T0, reason: null } } as const
const sick = { ...unproven, health: { ...missed.health, status: 'unhealthy', failures: 3 } } as const
const TOMORROW = T0 + 86_400_000

function startedAt(startedAtMs: number, change: Partial<Engine> = {}): Engine {
  return anEngine({ vpn: 'gluetun', startedAtMs }, change)
}

describe('whether an engine sits in a network that is gone', () => {
  const nowMs = T0 + 10_000
  const rows: [string, 'adopted' | 'watched', Engine, number, boolean][] = [
    ['younger than its VPN’s run', 'adopted', startedAt(T0, missed), T0 - 1000, false],
    ['as old as its VPN’s run', 'watched', startedAt(T0), T0, false],
    ['found older, and it does not answer', 'adopted', startedAt(T0, missed), T0 + 1000, true],
    ['found older, and not asked yet', 'adopted', startedAt(T0, unproven), T0 + 1000, false],
    ['found older by a wrong clock: it answers', 'adopted', startedAt(T0), T0 + 1000, false],
    ['started while its VPN was being restarted', 'watched', startedAt(T0, unproven), T0 + 1000, true],
    ['found with a start to come, and it missed once', 'adopted', startedAt(TOMORROW, missed), T0, false],
    ['found with a start to come, and it is unhealthy', 'adopted', startedAt(TOMORROW, sick), T0, true],
    ['found with a start to come, and it answers', 'adopted', startedAt(TOMORROW), T0, false],
    ['both starts are to come: their order tells', 'adopted', startedAt(TOMORROW, sick), TOMORROW - 1, false],
    ['started after the clock was set back', 'watched', startedAt(T0, missed), nowMs + 1000, false],
  ]
  for (const [name, how, engine, runStartedAtMs, expected] of rows)
    test(name, () => {
      const runs = createVpnRuns(() => nowMs)
      if (how === 'watched') runs.adoptionIsOver()
      assert.equal(runs.read(engine, aNode({ startedAtMs: runStartedAtMs })).isCutOff, expected)
    })

  test('another run is another start time, be it earlier by a clock set back', () => {
    for (const again of [T0 + 5000, T0 - 90_000]) {
      const runs = createVpnRuns(() => nowMs)
      assert.equal(runs.read(startedAt(T0), aNode()).isCutOff, false)
      assert.equal(runs.read(startedAt(T0), aNode({ startedAtMs: again })).isCutOff, true)
      runs.adoptionIsOver()
      assert.equal(runs.read(startedAt(again + 1000), aNode({ startedAtMs: again })).isCutOff, false)
    }
  })

  test('nothing is said of one that is not in its VPN’s network, or while the VPN does not run', () => {
    const runs = createVpnRuns(() => nowMs)
    const late = { startedAtMs: T0 + 1000 }
    assert.equal(runs.read(startedAt(T0, missed), aNode({ ...late, running: false })).isCutOff, false)
    assert.equal(runs.read(startedAt(T0, missed), aNode({ ...late, containerId: 'other' })).isCutOff, false)
    assert.equal(runs.read(startedAt(T0, missed), undefined).isCutOff, false)
  })
})

test('another tunnel is another reconnect, be it earlier by a clock set back; an engine started since has it', () => {
  for (const again of [T0 + 5000, T0 - 90_000]) {
    const runs = createVpnRuns(() => T0)
    const first = aNode({ reconnectedAtMs: T0 })
    const second = aNode({ reconnectedAtMs: again })
    assert.equal(runs.read(startedAt(T0 + 1000), first).outlivedTunnel, false)
    assert.equal(runs.read(startedAt(T0 + 1000), second).outlivedTunnel, true)
    assert.equal(runs.read(startedAt(T0 - 3_600_000), second).outlivedTunnel, false)
  }
})
