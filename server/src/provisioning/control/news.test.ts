import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import type { Engine } from '../../engines/engine.ts'
import { isNews } from './news.ts'

const before = anEngine()
const changed = (change: Partial<Engine>) =>
  isNews({ kind: 'changed', engine: { ...before, ...change }, before })

test('an engine that comes or goes is news', () => {
  assert.ok(isNews({ kind: 'changed', engine: before, before: null }))
  assert.ok(isNews({ kind: 'gone', engine: before }))
})

describe('a change', () => {
  const news: readonly (readonly [string, Partial<Engine>])[] = [
    ['of its drain', { drain: { atMs: 0, isKept: false } }],
    ['of its first answer', { readyAtMs: null }],
    ['of its health', { health: { ...before.health, status: 'unhealthy' } }],
    ['of its misses', { health: { ...before.health, failures: 1 } }],
    ['of its container', { container: before.container && { ...before.container } }],
    ['of its hand-out', { handedOutAtMs: 5 }],
    ['of the runtime going away', { stale: true }],
  ]
  for (const [what, change] of news) test(`${what} is news`, () => assert.ok(changed(change)))

  const old: readonly (readonly [string, Partial<Engine>])[] = [
    ['of nothing', {}],
    ['of its checks', { checks: [{ atMs: 1, latencyMs: 2, reason: null }], uptime: { ok: 1, total: 1 } }],
    ['of what was judged', { note: { code: 'unspecified' }, outdated: { code: 'other_settings' } }],
    ['of its resources', { resources: { ...before.resources, cpuPercent: 5 } }],
  ]
  for (const [what, change] of old) test(`${what} is not`, () => assert.ok(!changed(change)))
})
