import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { someFacts } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createRegistry } from '../engines/registry.ts'
import type { ProbeRow } from './ports.ts'
import { startProbeHistory } from './probe-history.ts'

const facts = someFacts({ number: 1 })
const MISSED = { code: 'probe_timeout', timeoutMs: 5000 } as const

function withHistory(before: {
  readonly checks: readonly ProbeRow[]
  readonly ok: number
  readonly total: number
}) {
  const clock = manualClock()
  const registry = createRegistry({
    runtime: 'docker',
    instance: 'default',
    store: { remember: () => {}, forget: () => {} },
    now: () => clock.now(),
  })
  const gate = Promise.withResolvers<void>()
  const store = {
    recent: async () => new Map([[facts.id, before.checks]]),
    uptime: async () => {
      const read = new Map([[facts.id, { ok: before.ok, total: before.total }]])
      await gate.promise
      return read
    },
  }
  registry.observe(facts)
  const history = startProbeHistory({ registry, store, clock })
  const check = (reason: Reason | null) =>
    registry.setHealth(
      facts.id,
      { status: 'unknown', failures: 0, sinceMs: clock.now(), reason },
      { atMs: clock.now(), latencyMs: 3, reason },
      null,
    )
  return { clock, registry, history, check, open: gate.resolve, engine: () => registry.get(facts.id) }
}

const answeredAt = (atMs: number): ProbeRow => ({
  engineId: facts.id,
  atMs,
  ok: true,
  latencyMs: 2,
  reason: null,
})

test('an engine found again has the checks from before our start, and its uptime over the day', async () => {
  const start = manualClock().now()
  const { clock, history, open, engine } = withHistory({
    checks: [answeredAt(start - 30_000)],
    ok: 9,
    total: 10,
  })
  open()
  await clock.advance(0)
  assert.deepEqual(
    engine()?.checks.map(({ atMs }) => atMs),
    [start - 30_000],
  )
  assert.deepEqual(engine()?.uptime, { ok: 9, total: 10 })
  await history.stop()
})

test('each check counts in the uptime at once, also one that comes while the history is read', async () => {
  const { clock, history, check, open, engine } = withHistory({ checks: [], ok: 9, total: 10 })
  await clock.advance(0)
  check(MISSED)
  open()
  await clock.advance(0)
  assert.deepEqual(engine()?.uptime, { ok: 9, total: 11 })
  check(MISSED)
  check(null)
  assert.deepEqual(engine()?.uptime, { ok: 10, total: 13 })
  await history.stop()
})

test('an engine without any check has no uptime', async () => {
  const { clock, history, open, engine } = withHistory({ checks: [], ok: 0, total: 0 })
  open()
  await clock.advance(0)
  assert.equal(engine()?.uptime, null)
  await history.stop()
})
