import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import { recommend } from './selection.ts'

const silence = { code: 'probe_timeout', timeoutMs: 5000 } as const
const missed = { status: 'healthy', failures: 1, sinceMs: 0, reason: silence } as const

describe('where a new stream goes', () => {
  const idle = (number: number, lastStreamUsageMs: number | null) => ({
    engine: anEngine({ number }, { lastStreamUsageMs }),
    streams: 0,
    reserved: 0,
  })

  test('fewest streams first, then the forwarded port, then the longest idle', () => {
    const forwarded = {
      engine: anEngine({ number: 4, vpn: 'gluetun', forwardedPort: 5000 }),
      streams: 0,
      reserved: 0,
    }
    const loaded = { engine: anEngine({ number: 5 }), streams: 1, reserved: 0 }
    const order = recommend([loaded, idle(1, 900), idle(2, 100), idle(3, null), forwarded], 3)
    assert.deepEqual(
      order.map(({ engine }) => engine.name),
      ['acestream-4', 'acestream-3', 'acestream-2', 'acestream-1', 'acestream-5'],
    )
    const recommended = { code: 'recommended', maxStreams: 3, usedUnreported: false } as const
    assert.deepEqual(order[0]?.reason, { ...recommended, streams: 0, forwarded: true })
    assert.deepEqual(order[4]?.reason, { ...recommended, streams: 1, forwarded: false })
  })

  test('one that was handed to a caller who has yet to use it comes after those that were not', () => {
    const handedOut = { engine: anEngine({ number: 4 }, { handedOutAtMs: 1 }), streams: 0, reserved: 0 }
    const order = recommend([handedOut, idle(1, 900)], 3)
    assert.deepEqual(
      order.map(({ engine }) => engine.name),
      ['acestream-1', 'acestream-4'],
    )
  })

  test('one with a viewer nobody reported comes after those without', () => {
    const resources = { cpuPercent: null, memoryBytes: null, trafficAtMs: null, playback: 'seen' } as const
    const watched = { engine: anEngine({ number: 4 }, { resources }), streams: 0, reserved: 0 }
    const [first, second] = recommend([watched, idle(1, 900)], 3)
    assert.equal(first?.engine.name, 'acestream-1')
    assert.deepEqual(second?.reason, {
      code: 'recommended',
      streams: 0,
      maxStreams: 3,
      usedUnreported: true,
      forwarded: false,
    })
  })

  test('a full engine, one that missed a check and one that drains are never named', () => {
    const candidates = [
      { engine: anEngine(), streams: 3, reserved: 0 },
      { engine: anEngine(), streams: 2, reserved: 1 },
      { engine: anEngine({}, { health: missed }), streams: 0, reserved: 0 },
      { engine: anEngine({}, { drain: { atMs: 1, isKept: false } }), streams: 0, reserved: 0 },
    ]
    assert.deepEqual(recommend(candidates, 3), [])
  })
})
