import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'

const HOUR_MS = 3_600_000

function made(outside: Outside): number {
  return outside.runtime.calls.filter((call) => call.startsWith('create')).length
}

function on(engines: readonly EngineState[], name: string): EngineState[] {
  return engines.filter(({ vpn_container }) => vpn_container === name)
}

function assertHealthy(engines: readonly EngineState[], outside: Outside): void {
  for (const { health_status, health_reason } of engines)
    assert.equal(health_status, 'healthy', String(health_reason))
  assert.ok(outside.engines().every((each) => outside.vpn.carries(each)))
}

test('with VPN_PORT_CHANGE=immediately the holder of a changed port is recreated at once, streams or not', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  outside.vpn.setPort('gluetun', 50_001)
  const app = await anApp(t, outside, { MIN_REPLICAS: '3', VPN_PORT_CHANGE: 'immediately' })
  const before = await app.engines()
  const holder = before.find(({ forwarded }) => forwarded)
  assert.ok(holder)
  const { id } = await app.play(holder)
  await app.advance(10_000)
  outside.vpn.setPort('gluetun', 50_002)
  await app.advance(10_000)
  const after = await app.engines()
  const holders = after.filter(({ forwarded }) => forwarded)
  assert.deepEqual(
    holders.map(({ labels }) => labels['orchestrator.p2p-port']),
    ['50002'],
  )
  assert.equal(after.length, 3)
  assert.equal(made(outside), 4, 'only that one is recreated')
  const stream = await app.stream(id)
  assert.equal(stream.end_reason, 'vpn_lost')
  assert.match(stream.phase_reason ?? '', /forwarded port of gluetun changed from 50001 to 50002/)
})

test('a forwarded port that comes after the engines of a full pool is held by one of them soon', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, { MIN_REPLICAS: '2', MAX_REPLICAS: '2' })
  const [playing] = await app.engines()
  assert.ok(playing)
  const { id } = await app.play(playing)
  outside.vpn.setPort('gluetun', 50_001)
  await app.advance(60_000)
  const engines = await app.engines()
  const holders = engines.filter(({ forwarded }) => forwarded)
  assert.deepEqual(
    holders.map(({ labels }) => labels['orchestrator.p2p-port']),
    ['50001'],
  )
  assertHealthy(engines, outside)
  assert.equal(engines.length, 2)
  assert.equal((await app.stream(id)).status, 'started')
  await app.advance(10 * 60_000)
  assert.equal(made(outside), 3, 'once')
})

test('a VPN restarted while we were down, by a clock set back meanwhile, is repaired all the same', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const first = await anApp(t, outside, { MIN_REPLICAS: '3' })
  const before = await first.engines()
  const [engine] = before
  assert.ok(engine)
  const { id } = await first.play(engine)
  await first.advance(10_000)
  await first.stop()
  outside.clock.jump(outside.clock.now() - HOUR_MS)
  outside.vpn.restart('gluetun')
  const second = await anApp(t, outside, { MIN_REPLICAS: '3' })
  await second.advance(90_000)
  assertHealthy(await second.engines(), outside)
  for (const { container_id } of before)
    assert.equal((await second.engineOf(container_id)).restarts, 1, 'each by one restart')
  assert.equal((await second.stream(id)).end_reason, 'vpn_lost')
  assert.equal((await second.status()).provisioning.circuit_breaker_state, 'closed')
})

test('engines of a VPN that is taken out of the settings are replaced, those that play last', async (t) => {
  const outside = anOutside(t, ['one', 'two'])
  const settings = { MIN_REPLICAS: '4', MAX_REPLICAS: '6' }
  const first = await anApp(t, outside, settings)
  const [playing] = on(await first.engines(), 'two')
  assert.ok(playing)
  const { id } = await first.play(playing)
  await first.stop()
  const second = await anApp(t, outside, { ...settings, GLUETUN_CONTAINER_NAME: 'one' })
  await second.advance(180_000)
  const during = await second.engines()
  assert.deepEqual(
    on(during, 'two').map(({ container_id }) => container_id),
    [playing.container_id],
    'it plays on',
  )
  assert.equal((await second.stream(id)).status, 'started')
  await second.post('/events/stream_ended', { stream_id: id })
  await second.advance(120_000)
  const after = await second.engines()
  assert.equal(on(after, 'one').length, 4)
  assert.equal(after.length, 4)
  assertHealthy(after, outside)
})

test('a VPN container recreated under another name: its engines are recreated in it', async (t) => {
  const outside = anOutside(t, ['old', 'new'])
  outside.vpn.remove('new')
  const settings = { MIN_REPLICAS: '3' }
  const first = await anApp(t, outside, { ...settings, GLUETUN_CONTAINER_NAME: 'old' })
  assert.equal((await first.engines()).length, 3)
  await first.stop()
  outside.vpn.remove('old')
  outside.vpn.recreate('new')
  const second = await anApp(t, outside, { ...settings, GLUETUN_CONTAINER_NAME: 'new' })
  await second.advance(5 * 60_000)
  const engines = await second.engines()
  assert.equal(on(engines, 'new').length, 3)
  assert.equal(engines.length, 3)
  assertHealthy(engines, outside)
})

const where = 'gluetun:8000'
for (const [what, reading, says] of [
  [
    'answers 401',
    {
      kind: 'unauthorized',
      reason: { code: 'control_unauthorized', where, credentials: 'none', wantsBasic: false },
    },
    /^the control server at gluetun:8000 answers 401 without credentials: set GLUETUN_API_KEY/,
  ],
  [
    'refuses connections',
    { kind: 'unreachable', reason: { code: 'control_refused', where } },
    /^the control server refuses connections at gluetun:8000: .*GLUETUN_API_PORT; Docker says healthy, which decides$/,
  ],
] as const)
  test(`a control server that ${what} leaves nobody without engines: Docker's health decides`, async (t) => {
    const outside = anOutside(t, ['gluetun'])
    outside.vpn.answer('gluetun', reading)
    const app = await anApp(t, outside, { MIN_REPLICAS: '2' })
    await app.advance(5000)
    const engines = await app.engines()
    assert.equal(engines.length, 2)
    assertHealthy(engines, outside)
    const { vpn, provisioning } = await app.status()
    assert.deepEqual([vpn.state, vpn.connected], [reading.kind, true])
    assert.match(vpn.reason ?? '', says)
    assert.deepEqual(vpn.reason_data, {
      code: 'all',
      reasons: [reading.reason, { code: 'docker_healthy_decides' }],
    })
    assert.equal(provisioning.can_provision, true)
    outside.vpn.restart('gluetun')
    await app.advance(5000)
    assertHealthy(await app.engines(), outside)
  })

test('a container of that name that is not Gluetun gets no engine, and the reason names the setting', async (t) => {
  const outside = anOutside(t, ['nginx'])
  outside.vpn.answer('nginx', { kind: 'not_gluetun', reason: { code: 'answer_is_html' } })
  outside.vpn.change('nginx', { image: 'nginx:1', provider: null, vpnType: null })
  const app = await anApp(t, outside, { MIN_REPLICAS: '2' })
  await app.advance(120_000)
  assert.equal(made(outside), 0)
  const { vpn, provisioning } = await app.status()
  assert.equal(vpn.connected, false)
  assert.match(vpn.reason ?? '', /nothing shows that nginx .* is Gluetun.*GLUETUN_CONTAINER_NAME/)
  assert.equal(provisioning.blocked_reason_details?.code, 'vpn_disconnected')
})
