import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import { aStart, trackerBench } from '@acestream-orchestrator/testing/fakes/streams'
import type { Engine } from '../engines/engine.ts'
import { DomainError } from '../lib/errors.ts'
import { createPlaybackLeases, type LeaseRequest } from './leases.ts'

const INFOHASH = '0a4848271c91ce2d8965ce416267c25047dc8141'
const asked = (change: Partial<LeaseRequest> = {}): LeaseRequest => ({
  keyType: 'content_id',
  key: 'f'.repeat(40),
  exclude: [],
  ...change,
})

/** Engines with a place, best first, and the one that a waiting caller would get. */
function desk(withPlace: readonly string[], waited = 'new') {
  const bench = trackerBench()
  const handedOut: string[] = []
  const leases = createPlaybackLeases({
    withPlace: (exclude) => withPlace.filter((id) => !exclude.has(id)).map(engine),
    handOut: (id) => handedOut.push(id),
    request: async () => engine(waited),
    streams: () => bench.tracker.list(),
    now: bench.clock.now,
  })
  const lease = async (request: LeaseRequest) =>
    (await leases.lease(request, new AbortController().signal)).id
  return { ...bench, handedOut, lease }
}

const engine = (id: string): Engine => ({ ...anEngine(), id })

test('the best engine with a place is handed out', async () => {
  const { lease, handedOut } = desk(['e1', 'e2'])
  assert.equal(await lease(asked()), 'e1')
  assert.deepEqual(handedOut, ['e1'])
})

test('an engine that failed the caller is left out', async () => {
  assert.equal(await desk(['e1', 'e2']).lease(asked({ exclude: ['e1'] })), 'e2')
})

test('without a place the caller waits as others do, and gets an engine that is started', async () => {
  const { lease, handedOut } = desk([])
  assert.equal(await lease(asked()), 'new')
  assert.deepEqual(handedOut, [], 'waiting handed it out already')
})

const NAMES: readonly [name: string, reported: string, request: Partial<LeaseRequest>][] = [
  ['the same key', INFOHASH, { keyType: 'infohash', key: INFOHASH }],
  ['the infohash of a content id', 'c'.repeat(40), { keyType: 'infohash', key: INFOHASH }],
]
for (const [name, key, request] of NAMES)
  test(`an engine that plays the content already is never given, told by ${name}`, async () => {
    const { lease, tracker } = desk(['e1', 'e2'])
    await tracker.started(aStart({ engine: 'e1', key }))
    assert.equal(await lease(asked(request)), 'e2')
    assert.equal(await lease(asked()), 'e1', 'for another content it is')
  })

test('a stream that somebody stopped is not begun again by its proxy, until a moment later', async () => {
  const { lease, tracker, clock } = desk(['e1', 'e2'])
  const { id } = await tracker.started(aStart({ engine: 'e1', key: INFOHASH }), 'proxy')
  await tracker.end(id, 'stopped', null)
  const again = asked({ keyType: 'infohash', key: INFOHASH })
  await assert.rejects(lease(again), { code: 'conflict' })
  assert.equal(await lease(asked()), 'e1', 'another content is not concerned')
  await clock.advance(6000)
  assert.equal(await lease(again), 'e1')
})

test('a stream that ended otherwise may be begun again at once', async () => {
  const { lease, tracker } = desk(['e1'])
  const { id } = await tracker.started(aStart({ engine: 'e1', key: INFOHASH }), 'proxy')
  await tracker.end(id, 'engine_gone', null)
  assert.equal(await lease(asked({ keyType: 'infohash', key: INFOHASH })), 'e1')
})

test('an engine that a waiting caller would get and that won’t do is refused', async () => {
  const { lease } = desk([], 'e1')
  await assert.rejects(lease(asked({ exclude: ['e1'] })), (error) => {
    assert.ok(error instanceof DomainError)
    assert.deepEqual([error.code, error.reason.code], ['max_capacity', 'no_other_engine'])
    return true
  })
})
