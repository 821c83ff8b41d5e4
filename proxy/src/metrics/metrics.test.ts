import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics, type Gauges } from './metrics.ts'

const NOW: Gauges = {
  viewers: 3,
  streams: 2,
  ringBytes: 5,
  ringLimitBytes: 10,
  sentBytes: 400,
  isOrchestratorReachable: false,
}

/** Samples by name with labels. */
function samplesOf(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  )
}

test('every sample has a help line and a type, and text ends with a line end', () => {
  const text = createMetrics().render(NOW)
  assert.ok(text.endsWith('\n'))
  for (const name of Object.keys(samplesOf(text))) {
    const base = name.replace(/\{.*/, '').replace(/_(bucket|sum|count)$/, '')
    assert.match(text, new RegExp(`^# HELP ${base} .+\\n# TYPE ${base} (gauge|counter|histogram)$`, 'm'))
  }
})

test('what happened is counted by reason', () => {
  const metrics = createMetrics()
  metrics.failover({ code: 'stalled', afterS: 8 })
  metrics.failover({ code: 'stalled', afterS: 8 })
  metrics.refused({ code: 'playback_key_missing' })
  metrics.received(10)
  metrics.received(20)
  metrics.dropped()
  const samples = samplesOf(metrics.render(NOW))
  assert.equal(samples['orch_proxy_failovers_total{reason="stalled"}'], 2)
  assert.equal(samples['orch_proxy_refused_total{reason="playback_key_missing"}'], 1)
  assert.equal(samples['orch_proxy_received_bytes_total'], 30)
  assert.equal(samples['orch_proxy_viewers_dropped_total'], 1)
  assert.equal(samples['orch_proxy_sent_bytes_total'], 400)
  assert.equal(samples['orch_proxy_orchestrator_up'], 0)
})

test('times to the first byte are a histogram', () => {
  const metrics = createMetrics()
  for (const seconds of [0.004, 0.02, 7, 100]) metrics.firstByte(seconds)
  const samples = samplesOf(metrics.render(NOW))
  const at = (bound: string) => samples[`orch_proxy_first_byte_seconds_bucket{le="${bound}"}`]
  assert.deepEqual([at('0.005'), at('0.025'), at('10'), at('45'), at('+Inf')], [1, 2, 3, 3, 4])
  assert.equal(samples['orch_proxy_first_byte_seconds_count'], 4)
})
