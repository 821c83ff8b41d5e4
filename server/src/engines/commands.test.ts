import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anId, someFacts, T0 } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { DomainError } from '../lib/errors.ts'
import { createCommands } from './commands.ts'
import type { EngineIntent } from './ports.ts'
import { createRegistry } from './registry.ts'

const address = { host: '10.0.0.9', port: 6878 }

function rig(options: { readonly isStoreDown?: boolean; readonly refuse?: 'place' | 'silence' } = {}) {
  const clock = manualClock(T0)
  const registry = createRegistry({
    runtime: 'docker',
    instance: 'default',
    store: { remember: () => {}, forget: () => {} },
    now: clock.now,
  })
  for (const number of [1, 2]) registry.observe(someFacts({ number }))
  const calls: string[] = []
  let ids = 0
  const commands = createCommands({
    registry,
    clock,
    intents: {
      load: async () => ({ engines: [], scale: null, imageUpdateAtMs: null }),
      put: async ({ kind, engineId }: EngineIntent) => {
        if (options.isStoreDown) throw new DomainError('store_unavailable', { code: 'unspecified' })
        calls.push(`put ${kind} ${registry.get(engineId)?.name ?? engineId.slice(0, 4)}`)
      },
      drop: async (kind, engineId) => void calls.push(`drop ${kind} ${registry.get(engineId)?.name}`),
      setScale: async () => {},
      setImageUpdate: async () => {},
    },
    engines: {
      putExternal: async ({ id }) => void calls.push(`put ${id}`),
      dropExternal: async (id) => void calls.push(`drop ${id}`),
    },
    wake: () => calls.push('wake'),
    newId: () => `external-${++ids}`,
    whyNotExternal: async () => (options.refuse === 'place' ? { code: 'address_is_own_api' } : null),
    whyNoAnswer: async () =>
      options.refuse === 'silence' ? { code: 'probe_timeout', timeoutMs: 5000 } : null,
  })
  return { commands, registry, calls, clock, engine: (id = anId(1)) => registry.get(id) }
}

const rejectedWith = (code: string) => (error: unknown) => error instanceof DomainError && error.code === code

describe('removing', () => {
  test('is stored, then shown, then carried out', async () => {
    const { commands, calls, engine } = rig()
    assert.equal(await commands.requestRemoval(anId(1).slice(0, 12)), anId(1))
    assert.deepEqual(calls, ['put remove acestream-1', 'wake'])
    assert.deepEqual(engine()?.removal, {
      atMs: T0,
      why: { code: 'removed_by_operator' },
      cause: 'operator',
    })
  })

  test('twice is stored once, and answered for ten minutes after the engine is gone', async () => {
    const { commands, registry, calls, clock } = rig()
    await commands.requestRemoval(anId(1))
    await commands.requestRemoval(anId(1))
    assert.equal(calls.length, 2)
    registry.observeGone(anId(1))
    await clock.advance(600_000)
    assert.equal(await commands.requestRemoval(anId(1).slice(0, 12)), anId(1))
    await clock.advance(1)
    await assert.rejects(commands.requestRemoval(anId(1)), rejectedWith('not_found'))
  })

  test('is for generic containers too, and for nothing that is not ours', async () => {
    const { commands, registry } = rig()
    const generic = someFacts({ number: 3, labels: { 'orchestrator.kind': 'generic' } })
    registry.observe(generic)
    registry.addExternal({ id: 'external-9', name: null, address, registeredAtMs: T0 })
    assert.equal(await commands.requestRemoval(generic.id), generic.id)
    assert.ok(registry.genericRemovals().has(generic.id))
    for (const id of [anId(9), 'external-9'])
      await assert.rejects(commands.requestRemoval(id), rejectedWith('not_found'))
  })

  test('that can not be stored is refused and shown to nobody', async () => {
    const { commands, calls, engine } = rig({ isStoreDown: true })
    await assert.rejects(commands.requestRemoval(anId(1)), rejectedWith('store_unavailable'))
    assert.deepEqual([calls, engine()?.removal], [[], null])
  })
})

describe('draining', () => {
  test('is stored once, and again only where the purpose changes; its age stays', async () => {
    const { commands, calls, clock, engine } = rig()
    await commands.drain(anId(1), false)
    await clock.advance(5000)
    await commands.drain(anId(1), false)
    assert.deepEqual(calls, ['put drain acestream-1', 'wake'])
    const kept = await commands.drain(anId(1), true)
    assert.deepEqual(kept.drain, { atMs: T0, isKept: true })
    assert.equal(calls.length, 4)
    assert.equal((await commands.undrain(anId(1))).drain, null)
    assert.ok(calls.includes('drop drain acestream-1'))
    assert.equal(engine()?.drain, null)
  })

  test('an external engine, or one that is unknown, is refused', async () => {
    const { commands, registry } = rig()
    registry.addExternal({ id: 'external-9', name: null, address, registeredAtMs: T0 })
    for (const id of ['external-9', anId(9)]) {
      await assert.rejects(commands.drain(id, false), rejectedWith('not_found'))
      await assert.rejects(commands.undrain(id), rejectedWith('not_found'))
      await assert.rejects(commands.restart(id), rejectedWith('not_found'))
    }
  })
})

describe('restarting', () => {
  test('is stored, shown and carried out', async () => {
    const { commands, calls } = rig()
    const { restart } = await commands.restart(anId(1))
    assert.deepEqual(restart, { atMs: T0, why: { code: 'restarted_by_operator' }, cause: 'operator' })
    assert.deepEqual(calls, ['put restart acestream-1', 'wake'])
  })

  test('one that is being removed is a conflict', async () => {
    const { commands } = rig()
    await commands.requestRemoval(anId(1))
    await assert.rejects(commands.restart(anId(1)), rejectedWith('conflict'))
  })
})

describe('registering an engine that somebody else runs', () => {
  test('gives it an id once, however often it is registered', async () => {
    const { commands, registry } = rig()
    const first = await commands.registerExternal(address, 'living room')
    const again = await commands.registerExternal({ ...address }, 'kitchen')
    assert.deepEqual([first.id, again.id, again.name], ['external-1', 'external-1', 'kitchen'])
    assert.equal(registry.list().length, 3)
  })

  for (const refuse of ['place', 'silence'] as const)
    test(`is refused for its ${refuse}, and nothing is stored`, async () => {
      const { commands, calls } = rig({ refuse })
      await assert.rejects(commands.registerExternal(address, null), (error: unknown) => {
        assert.ok(error instanceof DomainError && error.code === 'validation')
        assert.deepEqual(error.field, { loc: ['body', 'host'], input: '10.0.0.9' })
        return true
      })
      assert.deepEqual(calls, [])
    })

  test('is not asked for an answer again once it is registered', async () => {
    const { commands, registry } = rig({ refuse: 'silence' })
    registry.addExternal({ id: 'external-9', name: null, address, registeredAtMs: 5 })
    const known = await commands.registerExternal(address, 'renamed')
    assert.deepEqual([known.id, known.name, known.firstSeenMs], ['external-9', 'renamed', 5])
  })

  test('is undone by dropping it, which is refused for engines of ours', async () => {
    const { commands, registry, calls } = rig()
    const { id } = await commands.registerExternal(address, null)
    await commands.dropExternal(id)
    assert.equal(registry.get(id), undefined)
    assert.ok(calls.includes(`drop ${id}`))
    await assert.rejects(commands.dropExternal(anId(1)), rejectedWith('conflict'))
    await assert.rejects(commands.dropExternal(id), rejectedWith('not_found'))
  })
})
