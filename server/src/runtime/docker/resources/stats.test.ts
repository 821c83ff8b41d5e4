import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StatsBody } from '../wire.ts'
import { cpuCountersOf, cpuPercent, memoryBytes, traffic } from './stats.ts'

const at = (total_usage: number, system_cpu_usage: number): StatsBody => ({
  cpu_stats: { cpu_usage: { total_usage }, system_cpu_usage, online_cpus: 2 },
})

test('the processor share is what was used between two readings, in percent of one core', () => {
  const [before, now] = [at(1_000, 10_000), at(1_500, 12_000)]
  const [earlier, later] = [cpuCountersOf(before), cpuCountersOf(now)]
  assert.ok(earlier && later)
  assert.equal(cpuPercent(now, later, earlier), 50)
  assert.equal(cpuPercent(before, earlier, undefined), null)
  assert.equal(cpuPercent(before, earlier, later), null, 'a restart sets the counters back')
})

test('a container that does not run has no counters', () => {
  assert.equal(cpuCountersOf({}), undefined)
  assert.equal(cpuCountersOf({ cpu_stats: { cpu_usage: { total_usage: 0 } } }), undefined)
})

test('memory is without the cache the kernel would give back, in both kinds of control group', () => {
  assert.equal(memoryBytes({ memory_stats: { usage: 1_000, stats: { inactive_file: 300 } } }), 700)
  assert.equal(
    memoryBytes({ memory_stats: { usage: 1_000, stats: { cache: 400, inactive_file: 300 } } }),
    600,
  )
  assert.equal(memoryBytes({ memory_stats: {} }), null)
})

test('traffic is the sum of all interfaces, and unknown in a shared namespace', () => {
  const body = { networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } } }
  assert.deepEqual(traffic(body, false), { rxBytes: 11, txBytes: 22 })
  assert.deepEqual(traffic(body, true), { rxBytes: null, txBytes: null })
  assert.deepEqual(traffic({}, false), { rxBytes: null, txBytes: null })
})
