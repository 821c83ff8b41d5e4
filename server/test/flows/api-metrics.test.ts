import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { anId, T0 } from '@acestream-orchestrator/testing/builders/world'
import { type ApiRig, apiRig, aStartEvent, aStartReport } from '@acestream-orchestrator/testing/rigs/api'
import { createEmitter } from '../../src/lib/emitter.ts'
import { DomainError } from '../../src/lib/errors.ts'

async function metric(rig: ApiRig, line: string): Promise<number | undefined> {
  const { body } = await rig.get('/metrics')
  const found = body.split('\n').find((each) => each.startsWith(`${line} `))
  return found === undefined ? undefined : Number(found.slice(line.length))
}

test('the names that existing dashboards read count what they say', async () => {
  const rig = apiRig()
  for (const session of ['a', 'b'])
    await rig.post('/events/stream_started', aStartEvent({ labels: { stream_id: session } }))
  await rig.post('/events/stream_ended', { stream_id: 'b' })
  await rig.post('/provision/acestream')
  rig.provisioning.failure = new DomainError('max_capacity', 'full')
  await rig.post('/provision')
  assert.equal(await metric(rig, 'orch_events_started_total'), 2)
  assert.equal(await metric(rig, 'orch_events_ended_total'), 2)
  assert.equal(await metric(rig, 'orch_streams_active'), 0)
  assert.equal(await metric(rig, 'orch_collect_errors_total'), 3)
  assert.equal(await metric(rig, 'orch_provision_total{kind="acestream",result="success"}'), 1)
  assert.equal(await metric(rig, 'orch_provision_total{kind="generic",result="error"}'), 1)
})

test('engines are counted by state and health, replacements by reason, probes by latency', async () => {
  const rig = apiRig()
  const reason: Reason = { code: 'probe_timeout', timeoutMs: 5000 }
  rig.registry.setHealth(
    anId(1),
    { status: 'unhealthy', failures: 3, sinceMs: T0, reason },
    { atMs: T0, latencyMs: 5000, reason },
    null,
  )
  assert.equal(await metric(rig, 'orch_engines{state="ready"}'), 2)
  assert.equal(await metric(rig, 'orch_engines_health{health="unhealthy"}'), 1)
  assert.equal(await metric(rig, 'orch_probe_duration_seconds_count{result="missed"}'), 1)
  rig.registry.setRemoval(anId(1), {
    atMs: T0,
    why: { code: 'unhealthy_for', forMs: 60_000, reason: verbatim('timeout') },
    cause: 'unhealthy',
  })
  assert.equal(await metric(rig, 'orch_engines{state="removing"}'), 1)
  rig.registry.observeGone(anId(1))
  assert.equal(await metric(rig, 'orch_engine_replacements_total{reason="unhealthy"}'), 1)
  rig.registry.setRemoval(anId(2), { atMs: T0, why: { code: 'idle_over_target' }, cause: 'idle' })
  rig.registry.observeGone(anId(2))
  assert.equal(await metric(rig, 'orch_engine_replacements_total{reason="idle"}'), undefined)
})

test('counters of known kinds begin at 0, so that their first increase is seen', async () => {
  const rig = apiRig()
  for (const line of [
    'orch_provision_total{kind="generic",result="success"}',
    'orch_provision_total{kind="acestream",result="error"}',
    'orch_engine_replacements_total{reason="unhealthy"}',
    'orch_engine_replacements_total{reason="outdated"}',
    'orch_probe_duration_seconds_count{result="missed"}',
    'orch_live_clients_dropped_total',
  ])
    assert.equal(await metric(rig, line), 0, line)
})

test('what dashboards of the older orchestrator query goes on, bytes of ended streams included', async () => {
  const plain = apiRig()
  const vpn = { ...plain.deps.vpn, gauges: () => [{ node: 'gluetun', connected: true, forwardedPort: 1 }] }
  const rig = apiRig({}, { vpn })
  const { id } = await rig.tracker.started(aStartReport())
  const stat = { status: 'dl', peers: 7, speedDown: 2048, speedUp: 0, downloaded: 5000, uploaded: 300 }
  const unknown = {
    progress: null,
    totalProgress: null,
    liveLast: null,
    behindLiveS: null,
    playbackSessionId: null,
    isLive: null,
  }
  rig.tracker.applyReading(id, { kind: 'ok', stat: { ...stat, ...unknown }, raw: {} })
  for (const [line, value] of [
    ['orch_engines_total', 2],
    ['orch_healthy_engines', 2],
    ['orch_unhealthy_engines', 0],
    ['orch_used_engines', 1],
    ['orch_total_streams', 1],
    ['orch_total_peers', 7],
    ['orch_total_download_speed_mbps', 2],
    ['orch_vpn_health_status{vpn="gluetun"}', 1],
    ['orch_total_downloaded_bytes', 5000],
  ] as const)
    assert.equal(await metric(rig, line), value, line)
  await rig.post('/events/stream_ended', { stream_id: id })
  assert.equal(await metric(rig, 'orch_total_downloaded_bytes'), 5000)
  assert.equal(await metric(rig, 'orch_total_uploaded_bytes'), 300)
  assert.equal(await metric(rig, 'orch_total_streams'), 0)
})

test('what an operator alerts on is there', async () => {
  const passes = createEmitter<{ readonly durationMs: number }>()
  const metrics = {
    passes,
    runtimeErrors: () => 4,
    playback: () => ({ viewers: 2, bytesRelayed: 1000 }),
  }
  const rig = apiRig({}, { metrics })
  const vpn = { ...rig.deps.vpn, gauges: () => [{ node: 'gluetun', connected: true, forwardedPort: 4711 }] }
  const withVpn = apiRig({}, { metrics, vpn })
  passes.emit({ durationMs: 12 })
  for (const [line, value] of [
    ['orch_vpn_up{container="gluetun"}', 1],
    ['orch_vpn_forwarded_port{container="gluetun"}', 4711],
    ['orch_runtime_up{runtime="docker"}', 1],
    ['orch_runtime_errors_total', 4],
    ['orch_store_up', 1],
    ['orch_viewers', 2],
    ['orch_relayed_bytes_total', 1000],
    ['orch_live_clients', 0],
    ['orch_reconcile_duration_seconds_count', 1],
    ['orch_engines_wanted', 2],
    ['orch_circuit_breaker{state="closed"}', 1],
    ['orch_build_info{version="1.2.3"}', 1],
  ] as const)
    assert.equal(await metric(withVpn, line), value, line)
  assert.match((await rig.get('/metrics')).body, /^process_resident_memory_bytes \d+/m)
})

/** Every metric that a page of ours names, with the labels it says it has. */
async function namedInDocs(): Promise<Map<string, readonly string[]>> {
  const named = new Map<string, readonly string[]>()
  for (const page of ['../../../docs/operations.md', '../../../README.md', '../../../docs/vpn.md']) {
    const text = await readFile(new URL(page, import.meta.url), 'utf8')
    for (const [, name = '', labels] of text.matchAll(/`(orch_\w+)(?:\{([\w, ]+)\})?`/g))
      named.set(name, labels?.split(/, */) ?? [])
  }
  return named
}

test('each metric that the docs name is printed, with the labels they say', async () => {
  const plain = apiRig()
  const vpn = { ...plain.deps.vpn, gauges: () => [{ node: 'gluetun', connected: true, forwardedPort: 1 }] }
  const rig = apiRig({}, { vpn })
  await rig.post('/provision/acestream')
  rig.registry.setRemoval(anId(1), {
    atMs: T0,
    why: { code: 'unhealthy_for', forMs: 60_000, reason: verbatim('timeout') },
    cause: 'unhealthy',
  })
  rig.registry.observeGone(anId(1))
  const lines = (await rig.get('/metrics')).body.split('\n')
  const named = await namedInDocs()
  assert.ok(named.size >= 4, 'the page that says what to alert on names some')
  for (const [name, labels] of named) {
    const sample = lines.find((line) => new RegExp(`^${name}[ {]`).test(line))
    assert.ok(sample, `${name} is not printed`)
    for (const label of labels) assert.match(sample, new RegExp(`[{,]${label}="`), name)
  }
})
