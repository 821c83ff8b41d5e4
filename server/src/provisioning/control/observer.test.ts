import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anId, someFacts } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createFakeRuntime } from '@acestream-orchestrator/testing/fakes/runtime'
import { createRegistry } from '../../engines/registry.ts'
import { createLive } from '../../lib/live.ts'
import { startObserver } from './observer.ts'

/** An observer over a runtime with one engine; `reads` names each reading, with ids as their numbers. */
async function rig() {
  const clock = manualClock()
  const runtime = createFakeRuntime(clock)
  const registry = createRegistry({
    runtime: 'docker',
    instance: 'default',
    store: { remember: () => {}, forget: () => {} },
    now: clock.now,
  })
  const reads: string[] = []
  const { list, inspect } = runtime
  runtime.list = (signal) => {
    reads.push('list')
    return list(signal)
  }
  runtime.inspect = (id, signal) => {
    reads.push(`inspect ${Number.parseInt(id.slice(0, 4), 10)}`)
    return inspect(id, signal)
  }
  runtime.put(someFacts({ number: 1 }))
  const passes = { read: 0, lost: 0 }
  const rereadMs = createLive(30_000)
  const observer = startObserver({
    runtime,
    registry,
    clock,
    rereadMs,
    onRead: () => passes.read++,
    onLost: () => passes.lost++,
  })
  assert.deepEqual([observer.isCurrent(), observer.isFollowing()], [false, false])
  await clock.advance(0)
  return { clock, runtime, registry, reads, passes, observer, rereadMs }
}

const status = (registry: Awaited<ReturnType<typeof rig>>['registry'], number: number) =>
  registry.get(anId(number))?.container?.status

test('everything is read at the start and at each interval', async (t) => {
  const { clock, registry, reads, observer } = await rig()
  t.after(observer.stop)
  assert.deepEqual([observer.isCurrent(), observer.isFollowing()], [true, true])
  assert.equal(status(registry, 1), 'running')
  await clock.advance(29_999)
  assert.deepEqual(reads, ['list'])
  await clock.advance(1)
  assert.deepEqual(reads, ['list', 'list'])
})

test('another interval counts immediately', async (t) => {
  const { clock, reads, observer, rereadMs } = await rig()
  t.after(observer.stop)
  rereadMs.set(1000)
  await clock.advance(2000)
  assert.deepEqual(reads, ['list', 'list', 'list', 'list'])
})

describe('a hint', () => {
  test('has one container looked at, whatever happened to it', async (t) => {
    const { clock, runtime, registry, reads, passes, observer } = await rig()
    t.after(observer.stop)
    runtime.die(anId(1))
    await clock.advance(0)
    assert.equal(status(registry, 1), 'exited')
    runtime.put(someFacts({ number: 2 }))
    await clock.advance(0)
    assert.equal(status(registry, 2), 'running')
    runtime.vanish(anId(1))
    await clock.advance(0)
    assert.equal(registry.get(anId(1)), undefined)
    assert.deepEqual(reads, ['list', 'inspect 1', 'inspect 2', 'inspect 1'])
    assert.deepEqual(passes, { read: 4, lost: 0 })
  })

  test('that comes several times at once is followed once', async (t) => {
    const { clock, runtime, reads, observer } = await rig()
    t.after(observer.stop)
    runtime.die(anId(1))
    runtime.revive(anId(1))
    runtime.die(anId(1))
    await clock.advance(0)
    assert.deepEqual(reads, ['list', 'inspect 1'])
  })

  test('puts off no full reading', async (t) => {
    const { clock, runtime, reads, observer } = await rig()
    t.after(observer.stop)
    for (let at = 0; at < 30; at++) {
      await clock.advance(1000)
      runtime.put(someFacts({ number: 1 }))
    }
    await clock.advance(0)
    assert.equal(reads.filter((each) => each === 'list').length, 2)
  })
})

describe('a runtime that does not answer', () => {
  test('leaves the last known facts, marked stale, and is asked every second', async (t) => {
    const { clock, runtime, registry, reads, passes, observer } = await rig()
    t.after(observer.stop)
    runtime.setReachable(false)
    await clock.advance(0)
    assert.deepEqual([observer.isCurrent(), observer.isFollowing()], [false, false])
    assert.deepEqual([status(registry, 1), registry.get(anId(1))?.stale], ['running', true])
    const [asked, lost] = [reads.length, passes.lost]
    await clock.advance(3000)
    assert.deepEqual([reads.length, passes.lost], [asked + 3, lost + 3])
  })

  test('is read whole once it is back: what died meanwhile is found', async (t) => {
    const { clock, runtime, registry, observer } = await rig()
    t.after(observer.stop)
    runtime.setReachable(false)
    await clock.advance(0)
    runtime.containers.set(anId(1), someFacts({ number: 1, status: 'exited' }))
    runtime.containers.set(anId(2), someFacts({ number: 2 }))
    runtime.setReachable(true)
    await clock.advance(0)
    assert.deepEqual([status(registry, 1), status(registry, 2)], ['exited', 'running'])
    assert.deepEqual([observer.isCurrent(), observer.isFollowing()], [true, true])
    assert.equal(registry.get(anId(1))?.stale, false)
  })
})

test('a re-read that is asked for is made at once', async (t) => {
  const { clock, reads, observer } = await rig()
  t.after(observer.stop)
  observer.reread()
  await clock.advance(0)
  assert.deepEqual(reads, ['list', 'list'])
})

test('a stopped one looks at nothing more', async () => {
  const { clock, runtime, reads, observer } = await rig()
  await observer.stop()
  runtime.die(anId(1))
  await clock.advance(120_000)
  assert.deepEqual(reads, ['list'])
})
