import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { JournalEntry } from '@acestream-orchestrator/contract/event'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'

const THREE = { MIN_REPLICAS: '3' }

function made(outside: Outside): number {
  return outside.runtime.calls.filter((call) => call.startsWith('create')).length
}

function restarted(outside: Outside): number {
  return outside.runtime.calls.filter((call) => call.startsWith('restart')).length
}

function ids(engines: readonly EngineState[]): string[] {
  return engines.map(({ container_id }) => container_id).sort()
}

/** All of them serve, each in the network that its VPN has now. */
async function assertServing(app: AppRig, outside: Outside, count: number): Promise<EngineState[]> {
  const engines = await app.engines()
  assert.equal(engines.length, count)
  for (const { health_status, health_reason } of engines)
    assert.equal(health_status, 'healthy', String(health_reason))
  assert.equal(outside.engines().length, count, 'no leftovers')
  assert.ok(outside.engines().every((each) => outside.vpn.carries(each)))
  return engines
}

function indexOf(journal: readonly JournalEntry[], type: string, category: string): number {
  const index = journal.findIndex((each) => each.event_type === type && each.category === category)
  assert.ok(index >= 0, `${type} ${category} in ${journal.map((each) => each.category).join()}`)
  return index
}

test('a restarted VPN: its engines are restarted, streams end, and the journal tells the chain', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, THREE)
  const before = await assertServing(app, outside, 3)
  const [engine] = before
  assert.ok(engine)
  assert.equal(engine.vpn_container, 'gluetun')
  const { id } = await app.play(engine)
  await app.advance(10_000)
  outside.vpn.restart('gluetun')
  await app.advance(3000)
  const after = await assertServing(app, outside, 3)
  assert.deepEqual(ids(after), ids(before))
  assert.ok(after.every(({ restarts }) => restarts === 1))
  const stream = await app.stream(id)
  assert.equal(stream.end_reason, 'vpn_lost')
  assert.match(stream.phase_reason ?? '', /VPN gluetun was restarted/)
  const journal = await app.journal()
  const chain = [
    indexOf(journal, 'vpn', 'restarted'),
    indexOf(journal, 'engine', 'restarting'),
    indexOf(journal, 'stream', 'ended'),
  ]
  assert.deepEqual(
    chain,
    chain.toSorted((a, b) => a - b),
  )
  assert.ok(!journal.some(({ category }) => category === 'failed' || category === 'unhealthy'))
  assert.equal((await app.status()).provisioning.circuit_breaker_state, 'closed')
})

test('a recreated VPN: its engines are recreated in the new one, and nothing of the old stays', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, THREE)
  const before = await assertServing(app, outside, 3)
  const [engine] = before
  assert.ok(engine)
  const { id } = await app.play(engine)
  await app.advance(10_000)
  outside.vpn.remove('gluetun')
  await app.advance(2000)
  outside.vpn.recreate('gluetun')
  await app.advance(5000)
  const after = await assertServing(app, outside, 3)
  assert.ok(ids(after).every((each) => !ids(before).includes(each)))
  const stream = await app.stream(id)
  assert.equal(stream.end_reason, 'vpn_lost')
  const journal = await app.journal()
  const chain = [
    indexOf(journal, 'vpn', 'disconnected'),
    indexOf(journal, 'vpn', 'recreated'),
    indexOf(journal, 'engine', 'removing'),
    indexOf(journal, 'stream', 'ended'),
  ]
  assert.deepEqual(
    chain,
    chain.toSorted((a, b) => a - b),
  )
})

test('a VPN that flaps every 10 s for 10 minutes makes no storm and leaves nothing behind', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, THREE)
  await assertServing(app, outside, 3)
  const journalBefore = (await app.journal()).length
  outside.runtime.creationMs = 1500
  for (let flap = 0; flap < 30; flap++) {
    outside.vpn.stop('gluetun')
    await app.advance(10_000)
    outside.vpn.restart('gluetun')
    await app.advance(10_000)
  }
  assert.equal(made(outside), 3, 'none is recreated')
  assert.ok(restarted(outside) <= 3 * 2 * 10, `${restarted(outside)} restarts in 10 min`)
  assert.ok(outside.engines().length <= 3)
  const told = (await app.journal()).length - journalBefore
  assert.ok(told < 300, `${told} entries`)
  await app.advance(70_000)
  await assertServing(app, outside, 3)
  assert.equal((await app.status()).provisioning.circuit_breaker_state, 'closed')
})

test('a VPN that is recreated every 10 s for 10 minutes makes no storm either', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, THREE)
  await assertServing(app, outside, 3)
  outside.runtime.creationMs = 1500
  for (let flap = 0; flap < 60; flap++) {
    outside.vpn.recreate('gluetun')
    await app.advance(10_000)
    assert.ok(outside.engines().length <= 6)
  }
  assert.ok(made(outside) <= 3 + 3 * 2 * 11, `${made(outside)} creations in 10 min`)
  await app.advance(70_000)
  await assertServing(app, outside, 3)
  assert.equal((await app.status()).provisioning.circuit_breaker_state, 'closed')
})

test('misses while the VPN is down are the VPN’s: nothing is replaced, and the breaker stays closed', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, THREE)
  const before = await assertServing(app, outside, 3)
  const calls = outside.runtime.calls.length
  outside.vpn.stop('gluetun')
  await app.advance(300_000)
  assert.deepEqual(outside.runtime.calls.slice(calls), [])
  for (const { health_status, health_reason } of await app.engines()) {
    assert.equal(health_status, 'unknown')
    assert.match(health_reason ?? '', /VPN gluetun/)
  }
  const status = await app.status()
  assert.equal(status.provisioning.circuit_breaker_state, 'closed')
  assert.equal(status.provisioning.blocked_reason_details?.code, 'vpn_disconnected')
  const refused = await app.post('/provision/acestream')
  assert.equal(refused.statusCode, 503)
  assert.equal(refused.json<{ code: string }>().code, 'vpn_disconnected')
  outside.vpn.restart('gluetun')
  await app.advance(5000)
  assert.deepEqual(ids(await assertServing(app, outside, 3)), ids(before))
})

test('with a VPN configured no engine is ever made outside it', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  outside.vpn.remove('gluetun')
  const app = await anApp(t, outside, THREE)
  await app.advance(120_000)
  assert.deepEqual(outside.runtime.calls, [])
  assert.equal((await app.status()).vpn.state, 'not_found')
  outside.vpn.recreate('gluetun')
  await app.advance(5000)
  await assertServing(app, outside, 3)
})

test('what happened to the VPN while we were down is repaired when we come back', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const first = await anApp(t, outside, THREE)
  const before = await assertServing(first, outside, 3)
  const [engine] = before
  assert.ok(engine)
  const { id } = await first.play(engine)
  await first.advance(10_000)
  await first.stop()
  outside.vpn.restart('gluetun')
  await outside.clock.advance(60_000)
  const second = await anApp(t, outside, THREE)
  await second.advance(5000)
  assert.deepEqual(ids(await assertServing(second, outside, 3)), ids(before))
  assert.equal(restarted(outside), 3)
  assert.equal((await second.stream(id)).end_reason, 'vpn_lost')
  await second.stop()
  outside.vpn.recreate('gluetun')
  await outside.clock.advance(60_000)
  const third = await anApp(t, outside, THREE)
  await third.advance(5000)
  const after = await assertServing(third, outside, 3)
  assert.ok(ids(after).every((each) => !ids(before).includes(each)))
})

test('coming back to a VPN that is well tells of no loss and touches nothing', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const first = await anApp(t, outside, THREE)
  const [engine] = await assertServing(first, outside, 3)
  assert.ok(engine)
  const { id } = await first.play(engine)
  await first.advance(10_000)
  const told = (await first.journal()).length
  await first.stop()
  await outside.clock.advance(60_000)
  const calls = outside.runtime.calls.length
  const second = await anApp(t, outside, THREE)
  await second.advance(20_000)
  await assertServing(second, outside, 3)
  assert.deepEqual(outside.runtime.calls.slice(calls), [])
  assert.equal((await second.stream(id)).phase, 'active')
  const since = (await second.story()).slice(told)
  assert.deepEqual([...new Set(since)].toSorted(), ['adopted', 'ready'])
})

test('another forwarded port restarts the one engine that held it, once it is idle', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  outside.vpn.setPort('gluetun', 50_001)
  const app = await anApp(t, outside, THREE)
  const before = await assertServing(app, outside, 3)
  const holders = before.filter(({ forwarded }) => forwarded)
  assert.equal(holders.length, 1)
  const [holder] = holders
  assert.ok(holder)
  const { id } = await app.play(holder)
  outside.vpn.setPort('gluetun', 50_002)
  await app.advance(60_000)
  assert.equal((await app.stream(id)).status, 'started', 'a stream is not cut off for a port')
  assert.ok(ids(await app.engines()).includes(holder.container_id))

  await app.post('/events/stream_ended', { stream_id: id })
  await app.advance(5000)
  const after = await assertServing(app, outside, 3)
  const kept = ids(before).filter((each) => each !== holder.container_id)
  assert.ok(kept.every((each) => ids(after).includes(each)))
  const successors = after.filter(({ forwarded }) => forwarded)
  assert.equal(successors.length, 1)
  assert.equal(successors[0]?.labels['orchestrator.p2p-port'], '50002')
})

test('a VPN that is lost hands its share to the other, and gets it back, idle engines first', async (t) => {
  const outside = anOutside(t, ['one', 'two'])
  const app = await anApp(t, outside, { MIN_REPLICAS: '4', MAX_REPLICAS: '6' })
  const before = await assertServing(app, outside, 4)
  const on = (engines: readonly EngineState[], name: string) =>
    engines.filter(({ vpn_container }) => vpn_container === name)
  assert.equal(on(before, 'one').length, 2)
  outside.vpn.stop('one')
  await app.advance(25_000)
  assert.equal(on(await app.engines(), 'one').length, 2, 'a short outage moves nothing')
  await app.advance(15_000)
  const moved = await assertServing(app, outside, 4)
  assert.equal(on(moved, 'two').length, 4)
  const [busy] = on(moved, 'two')
  assert.ok(busy)
  const { id } = await app.play(busy)

  outside.vpn.restart('one')
  await app.advance(180_000)
  const back = await app.engines()
  assert.ok(
    Math.abs(on(back, 'one').length - on(back, 'two').length) < 2,
    JSON.stringify(back.map((e) => e.vpn_container)),
  )
  assert.equal((await app.stream(id)).status, 'started')
  assert.ok(made(outside) < 16, `${made(outside)} creations`)
})

test('a repair that does not help is not tried without end', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, THREE)
  await assertServing(app, outside, 3)
  const { restart } = outside.runtime
  let tries = 0
  outside.runtime.restart = async () => {
    tries++
    return { ok: false, failure: { kind: 'other', reason: verbatim('the daemon could not stop it') } }
  }
  outside.vpn.restart('gluetun')
  await app.advance(30_000)
  assert.ok(tries >= 3 && tries <= 3 * 2, `${tries} tries for 3 engines in 30 s`)
  outside.runtime.restart = restart
  await app.advance(120_000)
  await assertServing(app, outside, 3)
})

/** The control server of that VPN answers its first question this late. */
function slowFirst(outside: Outside, name: string, lateMs: number): Outside {
  const { control } = outside.edges
  let isFirst = true
  const read: typeof control.read = async (address, credentials, signal) => {
    if (address.host === name && isFirst) {
      isFirst = false
      await outside.clock.sleep(lateMs, signal)
    }
    return control.read(address, credentials, signal)
  }
  return { ...outside, edges: { ...outside.edges, control: { ...control, read } } }
}

function perVpn(engines: readonly EngineState[]): Record<string, number> {
  const counted = Object.groupBy(engines, ({ vpn_container }) => vpn_container ?? '')
  return Object.fromEntries(Object.entries(counted).map(([name, each = []]) => [name, each.length]))
}

test('at the first start engines are placed once both VPNs have been checked, evenly', async (t) => {
  const outside = slowFirst(anOutside(t, ['gluetun', 'spare']), 'spare', 2500)
  const app = await anApp(t, outside, { MIN_REPLICAS: '4', MIN_FREE_REPLICAS: '0' })
  await app.advance(1000)
  assert.deepEqual(await app.engines(), [])
  const asked = app.post('/provision/acestream')
  await app.advance(3000)
  assert.equal((await asked).statusCode, 200, 'who asks meanwhile waits')
  assert.deepEqual(perVpn(await app.engines()), { gluetun: 2, spare: 2 })
})

test('a VPN whose first check takes long keeps engines out of the other for ten seconds at most', async (t) => {
  const outside = slowFirst(anOutside(t, ['gluetun', 'spare']), 'spare', 60_000)
  const app = await anApp(t, outside, { MIN_REPLICAS: '2', MIN_FREE_REPLICAS: '0' })
  await app.advance(9000)
  assert.deepEqual(await app.engines(), [])
  await app.advance(1500)
  assert.deepEqual(perVpn(await app.engines()), { gluetun: 2 })
})

/** Engines that are created on this port exit soon after their start, as those do that can't listen on it. */
function dieOn(outside: Outside, port: number, afterMs: number): void {
  const { runtime } = outside.edges
  const { create } = runtime
  Object.assign(runtime, {
    create: async (...given: Parameters<typeof create>) => {
      const result = await create(...given)
      if (result.ok && given[0].ports.http === port)
        void outside.clock.sleep(afterMs).then(() => outside.runtime.die(result.facts.id))
      return result
    },
  })
}

for (const [what, dies] of [
  ['goes on', false],
  ['exits because of it', true],
] as const)
  test(`a neighbour answers on an engine's port, and the engine ${what}: another port is used, and why is told`, async (t) => {
    const outside = anOutside(t, ['gluetun'])
    outside.prober.foreign.add(19_001)
    if (dies) dieOn(outside, 19_001, 100)
    const app = await anApp(t, outside, { ...THREE, PORT_RANGE_HOST: '19000-19005' })
    await app.advance(5000)
    const engines = await assertServing(app, outside, 3)
    const ports = () => engines.map(({ labels }) => labels['acestream.http_port']).sort()
    assert.deepEqual(ports(), ['19000', '19002', '19003'])
    assert.equal(made(outside), 4, 'one more creation, not one per try')
    const journal = await app.journal()
    assert.match(journal.map(({ message }) => message).join('\n'), /something else answers on 19001$/m)
    assert.equal(journal.filter(({ category }) => category === 'failed').length, dies ? 1 : 0)
    const { provisioning } = await app.status()
    assert.equal(provisioning.circuit_breaker_state, 'closed')
    assert.equal((await app.post('/scale/4')).statusCode, 200)
    await app.advance(10_000)
    const more = await assertServing(app, outside, 4)
    assert.ok(!more.some(({ labels }) => labels['acestream.http_port'] === '19001'))
  })

test('a caller who insists on a port that a neighbour answers on hears so', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  outside.prober.foreign.add(19_004)
  const app = await anApp(t, outside, { MIN_REPLICAS: '1' })
  const asked = app.post('/provision/acestream', { host_port: 19_004 })
  await app.advance(5000)
  const { statusCode, body } = await asked
  assert.equal(statusCode, 409)
  assert.match(body, /something else answers on 19004/)
  assert.equal(made(outside), 2, 'it is not tried again and again')
})
