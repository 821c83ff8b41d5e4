import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someFacts } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createRegistry } from '../engines/registry.ts'
import type { ResourceReading } from './ports.ts'
import { startResources } from './resources.ts'

const NOTHING: ResourceReading = {
  cpuPercent: null,
  memoryBytes: null,
  rxBytes: null,
  txBytes: null,
  readers: null,
}

/** One engine whose container is read every ten seconds. */
function watched() {
  const clock = manualClock()
  const registry = createRegistry({
    runtime: 'docker',
    instance: 'default',
    store: { remember: () => {}, forget: () => {} },
    now: () => clock.now(),
  })
  registry.observe(someFacts({}))
  const world = { reading: undefined as ResourceReading | undefined, streams: [] as string[] }
  const loop = startResources({
    registry,
    reader: { stats: async () => world.reading },
    usage: { startedOn: () => world.streams },
    clock,
    intervalMs: 10_000,
  })
  let bytes = 0
  return {
    world,
    loop,
    /** The evidence after the next reading, `bytesPerSecond` having come in and gone out since the one before. */
    next: async (bytesPerSecond: number) => {
      bytes += bytesPerSecond * 10
      world.reading = { ...NOTHING, rxBytes: bytes, txBytes: bytes }
      await clock.advance(10_000)
      return registry.list()[0]?.resources.playback
    },
    failed: async () => {
      world.reading = undefined
      await clock.advance(10_000)
      return registry.list()[0]?.resources.playback
    },
  }
}

test('nothing is known before the second reading; a viewer who was seen is believed for half a minute', async () => {
  const { next, loop } = watched()
  const told = []
  for (const rate of [1e6, 1e6, 0, 0, 0, 0]) told.push(await next(rate))
  assert.deepEqual(told, ['unread', 'seen', 'seen', 'seen', 'none', 'none'])
  await loop.stop()
})

test('a reported stream leaves no viewer behind when it ends', async () => {
  const { next, world, loop } = watched()
  world.streams = ['reported']
  const told = [await next(1e6), await next(1e6)]
  world.streams = []
  told.push(await next(1e6), await next(0), await next(1e6))
  assert.deepEqual(told, ['unread', 'none', 'none', 'none', 'seen'])
  await loop.stop()
})

test('a container that can never be read is unknown after three failures', async () => {
  const { failed, loop } = watched()
  const told = [await failed(), await failed()] // the first of the three was asked at once
  assert.deepEqual(told, ['unread', 'unknown'])
  await loop.stop()
})
