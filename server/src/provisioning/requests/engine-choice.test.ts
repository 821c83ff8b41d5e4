import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine, anExternalEngine, anId } from '@acestream-orchestrator/testing/builders/world'
import type { Engine } from '../../engines/engine.ts'
import { LABELS } from '../../engines/labels.ts'
import { engineFor, engineFromPool, isHopeful, isOfPool } from './engine-choice.ts'

const asAnyone = { image: null, labels: {}, env: {}, hostPort: null }

test('a request without wishes is for any engine of the pool', () => {
  assert.equal(isOfPool(asAnyone), true)
  for (const wish of [{ image: 'a/b' }, { labels: { a: 'b' } }, { env: { A: 'b' } }, { hostPort: 19_500 }])
    assert.equal(isOfPool({ ...asAnyone, ...wish }), false)
})

const unused = (engine: Engine) => ({ engine, streams: 0, reserved: 0 })
const fromPool = (engines: readonly Engine[]) => engineFromPool(engines.map(unused))

describe('an engine for a caller', () => {
  const ready = (number: number, lastStreamUsageMs: number | null = null) =>
    anEngine({ number }, { lastStreamUsageMs })
  const starting = anEngine({ number: 7 }, { readyAtMs: null })
  const watched = anEngine(
    { number: 8 },
    { resources: { cpuPercent: null, memoryBytes: null, trafficAtMs: null, playback: 'seen' } },
  )

  test('is the ready one that was unused for longest', () => {
    assert.equal(fromPool([ready(1, 900), ready(2, 100), ready(3, 500)])?.name, 'acestream-2')
    const handedOut = anEngine({ number: 4 }, { handedOutAtMs: 5 })
    assert.equal(fromPool([handedOut, ready(1, 900)])?.name, 'acestream-1')
  })

  test('is a starting one before one that somebody uses unreported', () => {
    assert.equal(fromPool([starting, ready(1)])?.name, 'acestream-1')
    assert.equal(fromPool([watched, starting])?.name, 'acestream-7')
    assert.equal(fromPool([watched])?.name, 'acestream-8')
  })

  test("is never an external one, a caller's own, nor one that drains", () => {
    const own = anEngine({ labels: { [LABELS.request]: 'r1' } })
    const draining = anEngine({}, { drain: { atMs: 1, isKept: false } })
    assert.equal(fromPool([anExternalEngine(), own, draining]), undefined)
  })
})

describe('an engine with a stream, or reserved for somebody else,', () => {
  const engine = anEngine()
  test('is not free, ready or starting', () => {
    for (const places of [
      { streams: 1, reserved: 0 },
      { streams: 0, reserved: 1 },
    ]) {
      assert.equal(engineFromPool([{ engine, ...places }]), undefined)
      assert.equal(engineFromPool([{ engine: { ...engine, readyAtMs: null }, ...places }]), undefined)
    }
  })
})

describe('the engine of one caller', () => {
  const wish = { id: 'r1', request: asAnyone, engineId: anId(1) }
  const others = [anEngine({ number: 2 }), anEngine({ number: 3 }, { readyAtMs: null })].map(unused)

  test('stays the promised one while there is hope for it, though it is reserved', () => {
    const promised = { engine: anEngine({ number: 1 }, { readyAtMs: null }), streams: 0, reserved: 1 }
    assert.equal(engineFor(wish, [...others, promised]), promised.engine)
    const broken = { ...promised, engine: anEngine({ number: 1 }, { drain: { atMs: 1, isKept: false } }) }
    assert.equal(engineFor(wish, [...others, broken])?.name, 'acestream-2')
    assert.equal(engineFor(wish, others)?.name, 'acestream-2')
  })

  test('is none but the one created for it, where it asked for something else than the pool has', () => {
    const own = { ...wish, request: { ...asAnyone, env: { A: 'b' } }, engineId: null }
    assert.equal(engineFor(own, others), undefined)
    const created = anEngine({ number: 4, labels: { [LABELS.request]: 'r1' } }, { readyAtMs: null })
    const another = anEngine({ number: 5, labels: { [LABELS.request]: 'r2' } })
    assert.equal(engineFor(own, [...others, ...[another, created].map(unused)]), created)
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
