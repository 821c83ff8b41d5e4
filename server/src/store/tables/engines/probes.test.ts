import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { eventually, temporaryDatabase } from '@acestream-orchestrator/testing/machine/temporary'
import type { ProbeRow } from '../../../health/ports.ts'
import { createProbeStore } from './probes.ts'

const MINUTE_MS = 60_000
const START_MS = Date.UTC(2026, 0, 1, 10, 30)

const TIMEOUT: Reason = { code: 'probe_timeout', timeoutMs: 3000 }

const probe = (engineId: string, minute: number, reason: Reason | null = null): ProbeRow => ({
  engineId,
  atMs: START_MS + minute * MINUTE_MS,
  ok: reason === null,
  latencyMs: reason === null ? 12 : null,
  reason,
})

test('probes come back as they were recorded, the newest of each engine, oldest first', async (t) => {
  const database = await temporaryDatabase(t)
  const probes = createProbeStore(database)
  for (let minute = 0; minute < 5; minute++) probes.append(probe('a', minute, minute === 3 ? TIMEOUT : null))
  probes.append({ ...probe('b', 0), ok: false, reason: null })
  probes.append(probe('c', 0))
  await eventually(async () => (await probes.history('c', 0, 1)).length === 1)

  const recent = await probes.recent(['a', 'b', 'unknown'], 3)
  assert.deepEqual([...recent.keys()].sort(), ['a', 'b'])
  assert.deepEqual(recent.get('a'), [probe('a', 2), probe('a', 3, TIMEOUT), probe('a', 4)])
  assert.deepEqual(recent.get('b'), [{ ...probe('b', 0), ok: false }])
  assert.deepEqual(await probes.history('a', probe('a', 1).atMs, 2), [probe('a', 3, TIMEOUT), probe('a', 4)])
  assert.deepEqual(await probes.history('a', probe('a', 4).atMs, 9), [probe('a', 4)])
})

test('uptime counts exactly from the asked minute on, and a repeated write counts once', async (t) => {
  const probes = createProbeStore(await temporaryDatabase(t))
  const rows = Array.from({ length: 200 }, (_, minute) =>
    probe('a', minute, minute % 4 === 0 ? TIMEOUT : null),
  )
  for (const row of rows) probes.append(row)
  for (const row of rows) probes.append(row)
  probes.append(probe('z', 0))
  await eventually(async () => (await probes.history('z', 0, 1)).length === 1)

  for (const since of [0, 10, 29, 30, 31, 95, 150, 199, 200]) {
    const expected = rows.slice(since)
    const uptime = await probes.uptime(START_MS + since * MINUTE_MS)
    assert.deepEqual(
      uptime.get('a'),
      expected.length === 0
        ? undefined
        : { ok: expected.filter(({ ok }) => ok).length, total: expected.length },
      `since minute ${since}`,
    )
  }
})
