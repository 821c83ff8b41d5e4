import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine, anExternalEngine } from '@acestream-orchestrator/testing/builders/world'
import { LABELS } from '../../engines/labels.ts'
import { engineFromPool, isHopeful, isOfPool } from './engine-choice.ts'

const asAnyone = { image: null, labels: {}, env: {}, hostPort: null }

test('a request without wishes is for any engine of the pool', () => {
  assert.equal(isOfPool(asAnyone), true)
  for (const wish of [{ image: 'a/b' }, { labels: { a: 'b' } }, { env: { A: 'b' } }, { hostPort: 19_500 }])
    assert.equal(isOfPool({ ...asAnyone, ...wish }), false)
})

describe('an engine for a caller', () => {
  const ready = (number: number, lastStreamUsageMs: number | null = null) =>
    anEngine({ number }, { lastStreamUsageMs })
  const starting = anEngine({ number: 7 }, { readyAtMs: null })
  const watched = anEngine(
    { number: 8 },
    { resources: { cpuPercent: null, memoryBytes: null, trafficAtMs: null, playback: 'seen' } },
  )

  test('is the ready one that was unused for longest', () => {
    assert.equal(engineFromPool([ready(1, 900), ready(2, 100), ready(3, 500)])?.name, 'acestream-2')
    const handedOut = anEngine({ number: 4 }, { handedOutAtMs: 5 })
    assert.equal(engineFromPool([handedOut, ready(1, 900)])?.name, 'acestream-1')
  })

  test('is a starting one before one that somebody uses unreported', () => {
    assert.equal(engineFromPool([starting, ready(1)])?.name, 'acestream-1')
    assert.equal(engineFromPool([watched, starting])?.name, 'acestream-7')
    assert.equal(engineFromPool([watched])?.name, 'acestream-8')
  })

  test("is never an external one, a caller's own, nor one that drains", () => {
    const own = anEngine({ labels: { [LABELS.request]: 'r1' } })
    const draining = anEngine({}, { drainSinceMs: 1 })
    assert.equal(engineFromPool([anExternalEngine(), own, draining]), undefined)
  })
})

test('an engine that is unhealthy, without its VPN or on its way out is not waited for', () => {
  const health = { status: 'unhealthy', failures: 3, sinceMs: 0, reason: null } as const
  const removal = { atMs: 0, why: { code: 'drained' }, cause: 'drained' } as const
  assert.equal(isHopeful(anEngine()), true)
  assert.equal(isHopeful(anEngine({}, { readyAtMs: null })), true)
  for (const change of [{ health }, { vpnDown: { code: 'outside_vpn' } as const }, { removal }])
    assert.equal(isHopeful(anEngine({}, change)), false)
  assert.equal(isHopeful(anEngine({ status: 'exited' })), false)
})
