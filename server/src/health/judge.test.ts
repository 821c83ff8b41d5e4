import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Health } from '../engines/engine.ts'
import { judge, type Standing } from './judge.ts'
import type { Probe } from './ports.ts'

const policy = { maxFailures: 3, startupTimeoutMs: 60_000 }
const answer: Probe = { ok: true, latencyMs: 4, version: '3.2.11' }
const silence: Reason = { code: 'probe_timeout', timeoutMs: 5000 }
const miss: Probe = { ok: false, latencyMs: 5000, reason: silence }
const vpnDown: Reason = { code: 'vpn_not_connected', vpn: 'gluetun', reason: null }
const settled = { startingForMs: null, vpnDown: null, sharedPort: null }

function health(change: Partial<Health> = {}): Health {
  return { status: 'healthy', failures: 0, sinceMs: 1, reason: null, ...change }
}

describe('an engine that has answered before', () => {
  test('one answer makes it healthy, whatever was before', () => {
    const sick = health({ status: 'unhealthy', failures: 7, reason: silence })
    assert.deepEqual(judge(sick, answer, settled, policy, 9), health({ sinceMs: 9 }))
  })

  test('two misses in a row leave it healthy, the third makes it unhealthy with the reason', () => {
    let now = health()
    for (const expected of ['healthy', 'healthy', 'unhealthy']) {
      now = judge(now, miss, settled, policy, 9)
      assert.equal(now.status, expected)
    }
    assert.deepEqual(now, { status: 'unhealthy', failures: 3, sinceMs: 9, reason: silence })
  })

  test('an answer between misses starts the count again', () => {
    const afterTwo = judge(judge(health(), miss, settled, policy, 2), miss, settled, policy, 3)
    const healed = judge(afterTwo, answer, settled, policy, 4)
    assert.equal(judge(healed, miss, settled, policy, 5).failures, 1)
  })

  test('since stays where the state stays', () => {
    assert.equal(judge(health({ sinceMs: 5 }), answer, settled, policy, 99).sinceMs, 5)
  })

  test('a miss while its VPN is down is the VPN’s: unknown, and not counted', () => {
    const now = judge(health(), miss, { ...settled, vpnDown }, policy, 9)
    assert.deepEqual(now, { status: 'unknown', failures: 0, sinceMs: 9, reason: vpnDown })
  })
})

describe('an engine that is starting', () => {
  const starting = health({ status: 'unknown' })

  test('is unknown however often it misses', () => {
    let now = starting
    for (let i = 0; i < 50; i++) now = judge(now, miss, { ...settled, startingForMs: 59_999 }, policy, 9)
    assert.equal(now.status, 'unknown')
  })

  test('is unhealthy once its time is over', () => {
    const waited = { ...starting, failures: 20 }
    const now = judge(waited, miss, { ...settled, startingForMs: 60_000 }, policy, 9)
    assert.equal(now.status, 'unhealthy')
    assert.deepEqual(now.reason, { code: 'never_answered', afterMs: 60_000 })
  })

  test('adopted after its time gets its misses first', () => {
    const now = judge(starting, miss, { ...settled, startingForMs: 60_000 }, policy, 9)
    assert.equal(now.status, 'unknown')
  })
})

describe('an engine that is starting in a network it shares', () => {
  const starting = health({ status: 'unknown' })
  const page: Reason = { code: 'not_json', text: '<html>' }
  const foreign: Probe = { ok: false, latencyMs: 2, reason: page, foreign: true }
  const shared = { startingForMs: 500, vpnDown: null, sharedPort: 19_001 }
  const occupied: Reason = { code: 'port_occupied', port: 19_001 }

  const table: readonly (readonly [
    what: string,
    probes: readonly Probe[],
    standing: Standing,
    status: Health['status'],
    reason: Reason | null,
  ])[] = [
    ['two answers of something else', [foreign, foreign], shared, 'unknown', null],
    ['three in a row', [foreign, foreign, foreign], shared, 'unhealthy', occupied],
    ['four with a miss between', [foreign, foreign, miss, foreign, foreign], shared, 'unknown', null],
    ['three misses', [miss, miss, miss], shared, 'unknown', null],
    [
      'three where it has a network of its own',
      [foreign, foreign, foreign],
      { ...shared, sharedPort: null },
      'unknown',
      null,
    ],
    ['three while its VPN is down', [foreign, foreign, foreign], { ...shared, vpnDown }, 'unknown', vpnDown],
    ['three and then its own', [foreign, foreign, foreign, answer], shared, 'healthy', null],
    [
      'three once it has answered itself',
      [foreign, foreign, foreign],
      { ...shared, startingForMs: null },
      'unhealthy',
      page,
    ],
  ]
  for (const [what, probes, standing, status, reason] of table)
    test(`${what}: ${status}, ${reason?.code ?? 'no reason'}`, () => {
      const now = probes.reduce((before, probe) => judge(before, probe, standing, policy, 9), starting)
      assert.deepEqual([now.status, now.reason], [status, reason])
    })
})
