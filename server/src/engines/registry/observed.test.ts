import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine, someFacts, T0 } from '@acestream-orchestrator/testing/builders/world'
import type { ContainerFacts, EngineMemory } from '../ports.ts'
import { comparedWithList, observed, sameFacts } from './observed.ts'

const facts = someFacts()
const memory: EngineMemory = {
  engineId: facts.id,
  firstSeenMs: 5,
  lastStreamUsageMs: 6,
  handedOutAtMs: null,
  restarts: 2,
}
const reading = (change: Partial<ContainerFacts> = {}, remembered: EngineMemory | undefined = memory) => ({
  facts: { ...facts, ...change },
  runtime: 'docker',
  memory: remembered,
  nowMs: T0 + 60_000,
})

describe('an engine that was read', () => {
  test('is new, with what is remembered of it', () => {
    const seen = observed(undefined, reading())
    assert.deepEqual(
      [seen?.engine.firstSeenMs, seen?.engine.restarts, seen?.engine.lastSeenMs],
      [5, 2, T0 + 60_000],
    )
    assert.equal(seen?.isToBeRemembered, false)
    assert.equal(observed(undefined, { ...reading(), memory: undefined })?.isToBeRemembered, true)
  })

  test('is not news where nothing changed, unless it had not been readable for a while', () => {
    assert.equal(observed(anEngine(), reading()), undefined)
    assert.equal(observed(anEngine({}, { stale: true }), reading())?.engine.stale, false)
  })

  test('counts a restart by somebody else and is unproven again', () => {
    const seen = observed(anEngine({}, { restarts: 3 }), reading({ startedAtMs: T0 + 5000 }))
    assert.deepEqual(
      [seen?.engine.restarts, seen?.engine.readyAtMs, seen?.engine.health.status, seen?.isToBeRemembered],
      [4, null, 'unknown', true],
    )
  })

  test('counts no restart of ours', () => {
    const restart = { atMs: T0, why: { code: 'restarted_by_operator' }, cause: 'operator' } as const
    const seen = observed(anEngine({}, { restart }), reading({ startedAtMs: T0 + 5000 }))
    assert.deepEqual([seen?.engine.restarts, seen?.isToBeRemembered], [0, false])
  })

  test('keeps the address that answered for as long as the container has it', () => {
    const [one, two] = [
      { host: '172.17.0.2', port: 1 },
      { host: '127.0.0.1', port: 2 },
    ]
    const known = anEngine({}, { dial: two })
    assert.equal(observed(known, reading({ addresses: [one, { ...two }] }))?.engine.dial, two)
    assert.equal(observed(known, reading({ addresses: [one] }))?.engine.dial, one)
  })
})

describe('a full list', () => {
  const [one, two, three] = [1, 2, 3].map((number) => someFacts({ number }))
  assert.ok(one && two && three)
  const compared = (
    known: readonly ContainerFacts[],
    list: readonly ContainerFacts[],
    newer: string[] = [],
  ) => {
    const { gone, present } = comparedWithList(
      known.map(({ id }) => id),
      list,
      (id) => newer.includes(id),
    )
    return { gone, present: present.map(({ id }) => id) }
  }

  test('shows what is there and lacks what is gone', () => {
    assert.deepEqual(compared([one, two], [two, three]), { gone: [one.id], present: [two.id, three.id] })
  })

  test('says nothing of what was read by itself since it was begun', () => {
    assert.deepEqual(compared([one, two], [two, three], [one.id, two.id]), { gone: [], present: [three.id] })
  })
})

describe('facts read again', () => {
  const facts = someFacts()
  test('are the same when nothing that can change has', () => {
    assert.ok(sameFacts(facts, { ...facts, addresses: facts.addresses.map((each) => ({ ...each })) }))
  })
  for (const [what, change] of Object.entries({
    status: { status: 'exited' },
    start: { startedAtMs: 1 },
    end: { finishedAtMs: 2 },
    exit: { exitCode: 137 },
    error: { error: 'no space left' },
    name: { name: 'renamed' },
    network: { networkOwner: 'gluetun-id' },
    address: { addresses: [{ host: '10.9.9.9', port: 1 }] },
    'advertised address': { advertised: { host: '10.9.9.9', port: 1 } },
  } as const))
    test(`are others with another ${what}`, () => {
      assert.ok(!sameFacts(facts, { ...facts, ...change }))
    })
})
