import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { eventually, temporaryDatabase } from '@acestream-orchestrator/testing/machine/temporary'
import type { FleetBucket, FleetSample } from '../../history/sample.ts'
import type { VpnCheckRow } from '../../vpn/ports.ts'
import { createFleetStore } from './fleet.ts'
import { createVpnCheckStore } from './vpn-checks.ts'

const MINUTE_MS = 60_000
const START_MS = Date.UTC(2026, 0, 1)

const fleetSample = (atMs: number, more: Partial<FleetSample> = {}): FleetSample => ({
  atMs,
  streamsActive: 2,
  streamsStalled: 1,
  viewers: 4,
  enginesHealthy: 3,
  enginesUnhealthy: 0,
  enginesUnknown: 1,
  speedDown: 1_000.5,
  speedUp: 0,
  ...more,
})

const averages = ({ least: _, most: __, ...averages }: FleetBucket): FleetSample => averages

test('fleet samples are averaged into the steps asked for, from raw ones and from minutes alike', async (t) => {
  const database = await temporaryDatabase(t)
  const fleet = createFleetStore(database)
  const samples = [
    fleetSample(START_MS, { streamsActive: 1, viewers: null }),
    fleetSample(START_MS + 5_000, { streamsActive: 3, viewers: 7 }),
    fleetSample(START_MS + 3 * MINUTE_MS, { viewers: null }),
  ]
  for (const sample of [...samples, ...samples]) fleet.append(sample)
  await eventually(() => database.status().queued === 0)

  const raw = await fleet.series(START_MS, START_MS + 5 * MINUTE_MS, 5_000)
  assert.deepEqual(raw.map(averages), samples)
  const minutes = await fleet.series(START_MS, START_MS + 5 * MINUTE_MS, MINUTE_MS)
  assert.deepEqual(minutes.map(averages), [
    fleetSample(START_MS, { streamsActive: 2, viewers: 7 }),
    samples[2],
  ])
  const [both] = await fleet.series(START_MS, START_MS + 5 * MINUTE_MS, 10 * MINUTE_MS)
  assert.ok(both)
  assert.deepEqual(averages(both), fleetSample(START_MS, { streamsActive: 2, viewers: 7 }))
  for (const stepMs of [10 * MINUTE_MS, 60 * MINUTE_MS]) {
    const [{ least, most } = assert.fail()] = await fleet.series(START_MS, START_MS + 5 * MINUTE_MS, stepMs)
    assert.deepEqual([least.streamsActive, most.streamsActive, most.viewers], [1, 3, 7])
  }
})

const check = (second: number, more: Partial<VpnCheckRow> = {}): VpnCheckRow => ({
  node: 'gluetun',
  atMs: START_MS + second * 1_000,
  ok: true,
  latencyMs: 3.5,
  state: 'up',
  reason: null,
  publicIp: '203.0.113.7',
  forwardedPort: 40_000,
  ...more,
})

test('a VPN check stored as a sentence, before reasons were data, still shows it', async (t) => {
  const database = await temporaryDatabase(t)
  const checks = createVpnCheckStore(database)
  database.record(
    [
      {
        sql: `INSERT INTO vpn_checks (node, at_ms, ok, latency_ms, state, reason, public_ip, forwarded_port)
          VALUES ('gluetun', 5, 0, 3, 'unreachable', 'the control server is silent', NULL, NULL)`,
        params: [],
      },
    ],
    'telemetry',
  )
  await eventually(() => database.status().queued === 0)
  const [row] = (await checks.recent(['gluetun'], 3)).get('gluetun') ?? []
  assert.deepEqual(row?.reason, { code: 'verbatim', text: 'the control server is silent' })
})

test('VPN checks are kept when they say something new, and once a minute', async (t) => {
  const database = await temporaryDatabase(t)
  const checks = createVpnCheckStore(database)
  const silence = (timeoutMs: number): Reason => ({
    code: 'control_timeout',
    where: 'gluetun:8000',
    timeoutMs,
  })
  const down = { ok: false, state: 'unreachable', reason: silence(3000), publicIp: null, forwardedPort: null }
  const told = [
    check(0),
    check(5),
    check(10, down),
    check(15, down),
    check(20),
    check(75),
    check(80),
    check(85),
  ]
  for (const row of told) checks.append(row)
  checks.append(check(90, { node: 'second' }))
  await eventually(() => database.status().queued === 0)

  const recent = await checks.recent(['gluetun', 'second', 'unknown'], 3)
  assert.deepEqual(recent.get('gluetun'), [check(10, down), check(20), check(80)])
  assert.deepEqual(recent.get('second'), [check(90, { node: 'second' })])
  assert.equal(recent.has('unknown'), false)
  assert.equal((await checks.recent(['gluetun'], 100)).get('gluetun')?.length, 4)
})
