import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import type { Engine } from '../../engines/engine.ts'
import { createLeases } from './leases.ts'

const HOUR_MS = 3_600_000

function leasesOf(change: Partial<Engine> = {}) {
  const clock = manualClock()
  let engine = anEngine({}, change)
  const streams: string[] = []
  const leases = createLeases({
    registry: {
      setHandedOut: (_, handedOutAtMs) => {
        engine = { ...engine, handedOutAtMs }
      },
    },
    usage: { startedOn: () => streams },
    clock,
    idleTtlMs: () => 600_000,
  })
  return {
    clock,
    leases,
    streams,
    id: engine.id,
    reserved: () => leases.placesOn(engine).reserved,
    isKept: () => leases.keepsBusy(engine),
    use: () => {
      engine = { ...engine, handedOutAtMs: null }
    },
  }
}

describe('a place', () => {
  test('is reserved from the promise until the caller has it, and a minute beyond', async () => {
    const { clock, leases, reserved, id } = leasesOf()
    assert.equal(reserved(), 0)
    leases.promise('r1', id)
    assert.deepEqual([reserved(), leases.isPromised(id)], [1, true])
    leases.handOut('r1', id)
    assert.deepEqual([reserved(), leases.isPromised(id)], [1, false])
    await clock.advance(59_999)
    assert.equal(reserved(), 1)
    await clock.advance(1)
    assert.equal(reserved(), 0)
  })

  test('is free again when the promise is withdrawn, or once a stream has taken it', () => {
    const { leases, reserved, use, id } = leasesOf()
    leases.promise('r1', id)
    leases.promise('r1', null)
    assert.equal(reserved(), 0)
    leases.handOut('r1', id)
    use()
    assert.equal(reserved(), 0)
  })

  test('that a stream takes counts beside those that are reserved', () => {
    const { leases, streams, id } = leasesOf()
    streams.push('s1', 's2')
    leases.promise('r1', id)
    const { streams: playing, reserved } = leases.placesOn(anEngine())
    assert.deepEqual([playing, reserved], [2, 1])
  })
})

describe('an engine that was handed out', () => {
  test('stays until IDLE_TTL_S has passed', async () => {
    const { clock, leases, isKept, id } = leasesOf()
    assert.equal(isKept(), false)
    leases.handOut('r1', id)
    await clock.advance(599_999)
    assert.equal(isKept(), true)
    await clock.advance(1)
    assert.equal(isKept(), false)
    leases.promise('r2', id)
    assert.equal(isKept(), true)
  })

  test('and was handed out again before that stays for as long again', async () => {
    const { clock, leases, reserved, isKept, id } = leasesOf()
    leases.handOut('r1', id)
    await clock.advance(500_000)
    leases.handOut('r2', id)
    assert.equal(reserved(), 1)
    await clock.advance(599_999)
    assert.equal(isKept(), true)
  })

  for (const hours of [1, -1])
    test(`is reserved for a minute though the wall clock jumps by ${hours} h`, async () => {
      const { clock, leases, reserved, id } = leasesOf()
      leases.handOut('r1', id)
      clock.jump(clock.now() + hours * HOUR_MS)
      assert.equal(reserved(), 1)
      await clock.advance(60_000)
      assert.equal(reserved(), 0)
    })

  test('before our start counts from then, and from now where the clock was set back', async () => {
    const { clock } = leasesOf()
    const earlier = leasesOf({ handedOutAtMs: clock.now() - 50_000 })
    assert.equal(earlier.reserved(), 1)
    await earlier.clock.advance(10_000)
    assert.deepEqual([earlier.reserved(), earlier.isKept()], [0, true])
    const later = leasesOf({ handedOutAtMs: clock.now() + HOUR_MS })
    assert.equal(later.reserved(), 1)
    await later.clock.advance(60_000)
    assert.equal(later.reserved(), 0)
  })
})
