/** Engines that stop answering without dying: how soon they are replaced, and what must not become a storm. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someFacts, T0 } from '@acestream-orchestrator/testing/builders/world'
import type { Cleanup } from '@acestream-orchestrator/testing/machine/temporary'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'

const FOUR = { MIN_REPLICAS: '4', MAX_REPLICAS: '4', MIN_FREE_REPLICAS: '0' }
const GRACE_MS = 30_000
const HOUR_MS = 3_600_000

/** Four engines that have run for an hour. A port answers again once the container that hangs on it is gone. */
function anOldPool(t: Cleanup) {
  const outside = anOutside(t)
  for (const number of [1, 2, 3, 4]) outside.runtime.put(someFacts({ number, startedAtMs: T0 - HOUR_MS }))
  const { runtime, prober } = outside.edges
  const network = { isCut: false }
  const remove: typeof runtime.remove = async (id, ...rest) => {
    const port = outside.runtime.containers.get(id)?.advertised.port
    await runtime.remove(id, ...rest)
    if (port !== undefined) outside.prober.hung.delete(port)
  }
  const probe: typeof prober.probe = async (...asked) =>
    network.isCut ? { ok: false, latencyMs: 1, reason: UNREACHED } : prober.probe(...asked)
  const edges = { ...outside.edges, runtime: { ...runtime, remove }, prober: { probe } }
  return { network, outside: { ...outside, edges } satisfies Outside }
}

const UNREACHED = { code: 'no_route', address: '10.0.0.1:19000', errorCode: 'EHOSTUNREACH' } as const

function hang(outside: Outside, count: number): ReadonlySet<string> {
  const hung = outside.engines().slice(0, count)
  for (const { advertised } of hung) outside.prober.hung.add(advertised.port)
  return new Set(hung.map(({ id }) => id))
}

async function until(app: AppRig, outside: Outside, mostMs: number, holds: () => Promise<boolean>) {
  const startedAtMs = outside.clock.elapsedMs()
  while (!(await holds())) {
    assert.ok(outside.clock.elapsedMs() - startedAtMs < mostMs, `not within ${mostMs / 1000} s`)
    await app.advance(500)
  }
}

async function areAllReplaced(app: AppRig, hung: ReadonlySet<string>): Promise<boolean> {
  const engines = await app.engines()
  return (
    engines.filter(({ health_status }) => health_status === 'healthy').length === 4 &&
    !engines.some(({ container_id }) => hung.has(container_id))
  )
}

for (const count of [3, 4])
  test(`${count} of 4 old engines that hang at once are all replaced 15 s after they may be`, async (t) => {
    const { outside } = anOldPool(t)
    const app = await anApp(t, outside, FOUR)
    await app.advance(1000)
    const hung = hang(outside, count)
    await until(app, outside, 120_000, async () => (await app.status()).engines.unhealthy === count)
    await app.advance(GRACE_MS)
    await until(app, outside, 15_000, () => areAllReplaced(app, hung))
    const removed = (await app.journal()).filter(({ category }) => category === 'removed')
    assert.equal(removed.length, count, 'and none else')
  })

/** Containers created, by minute, while the world goes its way. */
async function creationsByMinute(app: AppRig, outside: Outside, minutes: number, each: () => unknown) {
  const counts: number[] = []
  for (let minute = 0; minute < minutes; minute++) {
    const before = creations(outside)
    for (let second = 0; second < 60; second++) {
      await each()
      await app.advance(1000)
    }
    counts.push(creations(outside) - before)
  }
  return counts
}

const creations = ({ runtime }: Outside) => runtime.calls.filter((call) => call.startsWith('create')).length

const QUICK = { ...FOUR, HEALTH_CHECK_INTERVAL_S: '1', HEALTH_CHECK_TIMEOUT_S: '1', UNHEALTHY_GRACE_S: '0' }

test('a pool whose every new engine hangs makes no storm: a burst, then three rounds in five minutes', async (t) => {
  const { outside } = anOldPool(t)
  const app = await anApp(t, outside, QUICK)
  await app.advance(1000)
  const hangAll = async () => {
    for (const { state, port } of await app.engines()) if (state === 'ready') outside.prober.hung.add(port)
  }
  const counts = await creationsByMinute(app, outside, 15, hangAll)
  const most = (first: number, last: number) => counts.slice(first, last).reduce((sum, each) => sum + each, 0)
  assert.ok(most(0, 5) <= 4 + 12, `at first ${counts}`)
  for (let minute = 0; minute <= 10; minute++) assert.ok(most(minute, minute + 5) <= 4 + 12, `${counts}`)
  assert.ok(most(5, 15) >= 12, `but it goes on being repaired: ${counts}`)
})

test('while no check gets through, a few engines are tried and the others left alone', async (t) => {
  const { outside, network } = anOldPool(t)
  const app = await anApp(t, outside, QUICK)
  await app.advance(1000)
  const old = new Set(outside.engines().map(({ id }) => id))
  network.isCut = true
  const counts = await creationsByMinute(app, outside, 5, () => {})
  assert.ok(
    counts.every((count) => count <= 2),
    `${counts}`,
  )
  assert.ok(
    outside.engines().some(({ id }) => old.has(id)),
    'not all are thrown away for nothing',
  )
  network.isCut = false
  await until(app, outside, 15_000, async () => (await app.status()).engines.healthy === 4)
})
