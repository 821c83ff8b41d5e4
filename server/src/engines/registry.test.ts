import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anId, someFacts, T0 } from '@acestream-orchestrator/testing/builders/world'
import { lifecycleOf } from './engine.ts'
import { createRegistry, type RegistryChange } from './registry.ts'

function aRegistry() {
  const registry = createRegistry({
    runtime: 'docker',
    instance: 'default',
    store: { remember: () => {}, forget: () => {} },
    now: () => T0,
  })
  const seen: RegistryChange[] = []
  registry.changes.on((change) => seen.push(change))
  return { registry, seen }
}

const one = someFacts({ number: 1 })
const two = someFacts({ number: 2 })

describe('finding an engine', () => {
  const { registry } = aRegistry()
  registry.observeAll([one, two], registry.moment())
  registry.addExternal({
    id: 'external-1',
    name: null,
    address: { host: '10.0.0.9', port: 6878 },
    registeredAtMs: T0,
  })

  test('by its whole id', () => assert.equal(registry.find(one.id)?.name, 'acestream-1'))
  test('by a unique prefix of 12', () =>
    assert.equal(registry.find(anId(2).slice(0, 12))?.name, 'acestream-2'))
  test('never by a shorter prefix', () => assert.equal(registry.find(anId(2).slice(0, 11)), undefined))
  test('never by a prefix of several', () => {
    const both = aRegistry().registry
    const twin = { ...someFacts({ number: 3 }), id: `${one.id.slice(0, 20)}${'c'.repeat(44)}` }
    both.observeAll([one, twin], both.moment())
    assert.equal(both.find(one.id.slice(0, 12)), undefined)
  })
  test('by each address we know of it', () => {
    for (const host of ['172.17.0.2', '127.0.0.1', 'localhost', 'acestream-1'])
      assert.equal(registry.findByAddress(host, 19_000)?.name, 'acestream-1', host)
  })
  test('by a port that only it has, whatever the host is called', () =>
    assert.equal(registry.findByAddress('tv.lan', 19_001)?.name, 'acestream-2'))
  test('not by a port that nobody has', () =>
    assert.equal(registry.findByAddress('localhost', 6000), undefined))
  test('an external one by its address', () =>
    assert.equal(registry.findByAddress('10.0.0.9', 6878)?.id, 'external-1'))
})

describe('observing', () => {
  test('a restart by somebody else is counted, one of ours is not', () => {
    const { registry } = aRegistry()
    registry.observe(one)
    registry.observe({ ...one, startedAtMs: T0 + 5000 })
    assert.equal(registry.get(one.id)?.restarts, 1)
    registry.setRestart(one.id, { atMs: T0, why: { code: 'restarted_by_operator' }, cause: 'operator' })
    registry.observe({ ...one, startedAtMs: T0 + 9000 })
    registry.setRestart(one.id, null)
    assert.equal(registry.get(one.id)?.restarts, 1)
  })

  test('the same facts again change nothing', () => {
    const { registry, seen } = aRegistry()
    registry.observe(one)
    registry.observe({ ...one })
    assert.equal(seen.length, 1)
  })

  test('what a full read does not hold is gone', () => {
    const { registry, seen } = aRegistry()
    registry.observeAll([one, two], registry.moment())
    registry.observeAll([two], registry.moment())
    assert.deepEqual(
      registry.list().map(({ name }) => name),
      ['acestream-2'],
    )
    assert.equal(seen.at(-1)?.kind, 'gone')
  })

  test('an engine created while a full read was under way is not taken for gone', () => {
    const { registry } = aRegistry()
    const moment = registry.moment()
    registry.observe(one)
    registry.observeAll([], moment)
    assert.equal(registry.list().length, 1)
  })

  test('an engine removed while a full read was under way does not come back', () => {
    const { registry } = aRegistry()
    registry.observe(one)
    const moment = registry.moment()
    registry.observeGone(one.id)
    registry.observeAll([one], moment)
    assert.equal(registry.list().length, 0)
  })

  test('an engine removed while it was read does not come back', () => {
    const { registry, seen } = aRegistry()
    registry.observe(one)
    const moment = registry.moment()
    registry.observeGone(one.id)
    registry.observe({ ...one, status: 'exited' }, moment)
    assert.equal(registry.list().length, 0)
    assert.equal(seen.at(-1)?.kind, 'gone')
  })

  test('one that a full read did not show, by mistake, comes back with the next reading', () => {
    const { registry } = aRegistry()
    registry.observe(one)
    registry.observeAll([], registry.moment())
    registry.observe(one, registry.moment())
    assert.equal(registry.list().length, 1)
  })

  test('a new start makes it unproven again', () => {
    const { registry } = aRegistry()
    registry.observe(one)
    const healthy = { status: 'healthy', failures: 0, sinceMs: T0, reason: null } as const
    registry.setHealth(one.id, healthy, null, { version: null })
    assert.equal(registry.list().map(lifecycleOf)[0], 'ready')
    registry.observe({ ...one, startedAtMs: T0 + 5 })
    assert.equal(registry.list().map(lifecycleOf)[0], 'starting')
  })

  test('another instance’s containers are kept apart, generic ones too', () => {
    const { registry } = aRegistry()
    const foreign = someFacts({ number: 3, labels: { 'orchestrator.instance': 'other' } })
    const generic = someFacts({ number: 4, labels: { 'orchestrator.kind': 'generic' } })
    registry.observeAll([one, foreign, generic], registry.moment())
    assert.deepEqual(
      registry.list().map(({ name }) => name),
      ['acestream-1'],
    )
    assert.deepEqual(
      registry.foreign().map(({ name }) => name),
      ['acestream-3'],
    )
    assert.equal(registry.container(generic.id)?.name, 'acestream-4')
    assert.equal(registry.container(foreign.id), undefined)
  })

  test('what is remembered of an engine comes back with it', () => {
    const { registry } = aRegistry()
    registry.recall([
      { engineId: one.id, firstSeenMs: 5, lastStreamUsageMs: 6, handedOutAtMs: null, restarts: 2 },
    ])
    registry.observe(one)
    const engine = registry.get(one.id)
    assert.deepEqual([engine?.firstSeenMs, engine?.lastStreamUsageMs, engine?.restarts], [5, 6, 2])
  })

  test('what is remembered and read late is added to what happened since', () => {
    const { registry } = aRegistry()
    registry.observe(one)
    registry.countRestart(one.id)
    for (let twice = 0; twice < 2; twice++)
      registry.recall([
        { engineId: one.id, firstSeenMs: 5, lastStreamUsageMs: 6, handedOutAtMs: null, restarts: 2 },
      ])
    const engine = registry.get(one.id)
    assert.deepEqual([engine?.firstSeenMs, engine?.lastStreamUsageMs, engine?.restarts], [5, 6, 3])
  })
})
