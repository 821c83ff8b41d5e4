import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createLeases } from './leases.ts'

function leasesOf() {
  const clock = manualClock()
  let engine = anEngine()
  const leases = createLeases({
    registry: {
      setHandedOut: (_, handedOutAtMs) => {
        engine = { ...engine, handedOutAtMs }
      },
    },
    clock,
    idleTtlMs: 600_000,
  })
  return { clock, leases, reserved: () => leases.reserved(engine), id: engine.id }
}

test('a place is reserved from the promise until the caller has it, and a minute beyond', async () => {
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

test('a promise that is withdrawn reserves nothing', () => {
  const { leases, reserved, id } = leasesOf()
  leases.promise('r1', id)
  leases.promise('r1', null)
  assert.equal(reserved(), 0)
})

test('an engine that was handed out stays until IDLE_TTL_S has passed', () => {
  const { leases, id } = leasesOf()
  assert.equal(leases.keepsBusy(id, null), false)
  assert.equal(leases.keepsBusy(id, 599_999), true)
  assert.equal(leases.keepsBusy(id, 600_000), false)
  leases.promise('r1', id)
  assert.equal(leases.keepsBusy(id, null), true)
})
