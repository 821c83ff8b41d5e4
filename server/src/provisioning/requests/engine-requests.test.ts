import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine, anId } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import type { Engine } from '../../engines/engine.ts'
import { LABELS } from '../../engines/labels.ts'
import { DomainError } from '../../lib/errors.ts'
import type { Blocked } from '../planning/step.ts'
import type { EngineRequest } from '../service.ts'
import { createEngineRequests } from './engine-requests.ts'
import { createLeases } from './leases.ts'

const anything: EngineRequest = { image: null, labels: {}, env: {}, hostPort: null }
const full: Blocked = { code: 'max_capacity', reason: { code: 'maximum_reached', maximum: 2 }, etaS: null }
const reason = { code: 'unspecified' } as const

function rig(...begin: readonly Engine[]) {
  const clock = manualClock()
  let engines = begin
  let ids = 0
  let woken = 0
  const leases = createLeases({
    registry: {
      setHandedOut: (id, handedOutAtMs) => {
        engines = engines.map((each) => (each.id === id ? { ...each, handedOutAtMs } : each))
      },
    },
    usage: { startedOn: () => [] },
    clock,
    idleTtlMs: () => 600_000,
  })
  const requests = createEngineRequests({
    registry: { list: () => engines },
    clock,
    leases,
    newId: () => `r${++ids}`,
    patienceMs: () => 10_000,
    wake: () => woken++,
  })
  return {
    clock,
    requests,
    woken: () => woken,
    become: (...next: readonly Engine[]) => {
      engines = next
    },
    /** What the caller has by now: a name, an error, or nothing. */
    ask: (request = anything, signal = new AbortController().signal) => {
      const seen: { name?: string | null; error?: unknown } = {}
      requests.engine(request, signal).then(
        ({ name }) => Object.assign(seen, { name }),
        (error: unknown) => Object.assign(seen, { error }),
      )
      return seen
    },
    settle: async (blocked: Blocked | null = null, creations = 0) => {
      requests.settle(blocked, creations)
      await clock.advance(0)
    },
  }
}

const starting = (number: number) => anEngine({ number }, { readyAtMs: null })

describe('callers of one moment', () => {
  test('never get the same engine: the second waits for the next', async () => {
    const { ask, settle, become, requests } = rig(anEngine({ number: 1 }))
    const [first, second] = [ask(), ask()]
    assert.equal(requests.waiting(), 2)
    await settle()
    assert.deepEqual([first.name, second.name], ['acestream-1', undefined])
    assert.equal(requests.waiting(), 1)
    become(anEngine({ number: 1 }, { handedOutAtMs: Date.UTC(2026, 0, 1) }), anEngine({ number: 2 }))
    await settle()
    assert.equal(second.name, 'acestream-2')
  })

  test('are promised different starting engines, and served as each is ready', async () => {
    const { ask, settle, become, requests } = rig(starting(1), starting(2))
    const [first, second] = [ask(), ask()]
    await settle()
    assert.equal(requests.waiting(), 0, 'both are promised one')
    become(starting(1), anEngine({ number: 2 }))
    await settle()
    assert.deepEqual([first.name, second.name], [undefined, 'acestream-2'])
    become(anEngine({ number: 1 }), anEngine({ number: 2 }, { handedOutAtMs: Date.UTC(2026, 0, 1) }))
    await settle()
    assert.equal(first.name, 'acestream-1')
  })

  test('wait for as many engines as are being created, and the others hear what stands in the way', async () => {
    const { ask, settle } = rig()
    const [first, second] = [ask(), ask()]
    await settle(full, 1)
    assert.equal(first.error, undefined)
    assert.ok(second.error instanceof DomainError && second.error.code === 'max_capacity')
  })
})

test('a caller who asks wakes the reconciler; one who left before does not wait', async () => {
  const { ask, woken, requests, clock } = rig()
  ask()
  assert.equal(woken(), 1)
  const seen = ask(anything, AbortSignal.abort(new Error('left')))
  await clock.advance(0)
  assert.match(String(seen.error), /left/)
  assert.equal(requests.waiting(), 1)
})

test('who left and asks again gets the engine that was promised, whoever asked meanwhile', async () => {
  const { ask, settle, become, clock } = rig(starting(1))
  const leaving = new AbortController()
  const left = ask(anything, leaving.signal)
  await settle()
  leaving.abort(new Error('left'))
  await clock.advance(0)
  assert.match(String(left.error), /left/)
  const retry = ask({ ...anything })
  const other = ask()
  become(anEngine({ number: 1 }))
  await settle()
  assert.deepEqual([retry.name, other.name], ['acestream-1', undefined])
})

test('the wish of somebody who left and does not come back is dropped after a minute', async () => {
  const { ask, settle, clock, requests } = rig()
  const leaving = new AbortController()
  ask({ ...anything, hostPort: 7000 }, leaving.signal)
  leaving.abort(new Error('left'))
  await clock.advance(59_999)
  await settle()
  assert.equal(requests.requests().length, 1)
  await clock.advance(1)
  await settle()
  assert.deepEqual(requests.requests(), [])
})

describe('a caller with wishes of its own', () => {
  const wish = { ...anything, env: { A: 'b' } }

  test('is no caller of the pool, and gets the engine that was created for it', async () => {
    const { ask, settle, become, requests } = rig(anEngine({ number: 1 }))
    const seen = ask(wish)
    await settle()
    assert.deepEqual([requests.waiting(), requests.requests()], [0, [{ id: 'r1', request: wish }]])
    const own = { number: 2, labels: { [LABELS.request]: 'r1' } }
    become(anEngine({ number: 1 }), anEngine(own, { readyAtMs: null }))
    await settle()
    assert.deepEqual(requests.requests(), [], 'it is promised that one')
    become(anEngine({ number: 1 }), anEngine(own))
    await settle()
    assert.equal(seen.name, 'acestream-2')
  })

  test('hears that it can not be created, once', async () => {
    const { ask, requests, clock } = rig()
    const seen = ask(wish)
    assert.equal(requests.creationFailed('r1', { kind: 'vpn_gone', reason }), false, 'worth another try')
    assert.equal(requests.creationFailed('r1', { kind: 'image_missing', reason }), true)
    await clock.advance(0)
    assert.ok(seen.error instanceof DomainError && seen.error.code === 'image_missing')
    assert.equal(requests.creationFailed('r1', { kind: 'image_missing', reason }), false)
    assert.equal(requests.creationFailed(anId(9), { kind: 'other', reason }), false)
  })
})
