import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { someFacts, someReading } from '@acestream-orchestrator/testing/builders/vpn'
import { type Rig, rig } from '@acestream-orchestrator/testing/rigs/vpn'
import { fixed } from '../lib/live.ts'
import type { VpnNodeView } from '../provisioning/ports.ts'
import { reasonOf } from './node/node-state.ts'
import type { VpnCheckRow } from './ports.ts'
import type { VpnNode, VpnWatchOptions } from './watch.ts'

/** Docker does not answer. */
const DOCKER_SILENT: Reason = { code: 'runtime_not_answering' }

async function started(
  t: TestContext,
  names = ['gluetun'],
  change: Partial<VpnWatchOptions> = {},
  before: (r: Rig) => void = () => {},
): Promise<Rig> {
  const r = rig(names, change)
  before(r)
  await r.watch.start()
  t.after(async () => {
    const stopped = r.watch.stop()
    await r.clock.advance(0)
    await stopped
  })
  await r.clock.advance(0)
  return r
}

function viewOf(r: Rig, name = 'gluetun'): VpnNodeView {
  return r.watch.view().nodes.find((node) => node.name === name) ?? assert.fail(`no view of ${name}`)
}

function nodeOf(r: Rig, name = 'gluetun'): VpnNode {
  return r.watch.nodes().find(({ state }) => state.name === name) ?? assert.fail(`no VPN ${name}`)
}
const verdictOf = (r: Rig, name?: string) => nodeOf(r, name).state.verdict
const shownReason = (r: Rig) => reasonOf(nodeOf(r).state)
const categories = (r: Rig): string[] => r.recorded.map(({ event }) => event.code.replace('vpn.', ''))

function exit(r: Rig, name = 'gluetun', exitCode = 137): void {
  const node = r.node(name)
  node.facts = node.facts && { ...node.facts, status: 'exited', exitCode }
  r.hint(name)
}

function startAgain(r: Rig, name = 'gluetun', id?: string): void {
  const node = r.node(name)
  node.facts = someFacts({
    ...node.facts,
    ...(id === undefined ? {} : { id }),
    name,
    status: 'running',
    exitCode: null,
    startedAtMs: r.clock.now(),
  })
  r.hint(name)
}

test('no VPN configured: nothing to look at, restart or release', async (t) => {
  const r = await started(t, [])
  assert.deepEqual(r.watch.nodes(), [])
  assert.deepEqual(r.watch.view(), { configured: false, nodes: [] })
  assert.deepEqual(r.watch.gauges(), [])
  await assert.rejects(r.watch.restart(), { code: 'not_found', reason: { code: 'no_vpn_configured' } })
  assert.throws(() => r.watch.release(), { code: 'not_found', reason: { code: 'no_vpn_configured' } })
  await r.clock.advance(60_000)
  assert.deepEqual(r.looks, [])
})

test('a death is seen with the hint, not with the beat, and a restart is another run at once', async (t) => {
  const r = await started(t)
  await r.clock.advance(1000)
  exit(r)
  await r.clock.advance(0)
  assert.equal(verdictOf(r).state, 'stopped')
  assert.deepEqual([viewOf(r).running, viewOf(r).usable], [false, false])
  startAgain(r)
  await r.clock.advance(0)
  assert.deepEqual([viewOf(r).running, viewOf(r).startedAtMs], [true, r.clock.now()])
  assert.deepEqual(categories(r), ['disconnected', 'restarted', 'connected'])
})

test('a hanging control server delays neither the hint of a restart nor the state of another node', async (t) => {
  const r = await started(t, ['one', 'two'])
  r.node('one').reading = 'hang'
  await r.clock.advance(5500)
  assert.equal(r.looks.filter(({ name }) => name === 'two').length, 2)
  startAgain(r, 'one')
  await r.clock.advance(0)
  assert.equal(viewOf(r, 'one').startedAtMs, r.clock.now())
  assert.equal(viewOf(r, 'one').usable, false)
})

test('a control server that hangs is believed to after three checks, and Docker decides', async (t) => {
  const r = await started(t)
  r.node('gluetun').reading = 'hang'
  await r.clock.advance(5000 + 3000 + 1000 + 3000 + 1000 + 2900)
  assert.equal(verdictOf(r).state, 'up')
  await r.clock.advance(200)
  const silence = { code: 'control_timeout', where: 'gluetun:8000', timeoutMs: 3000 } as const
  assert.deepEqual(verdictOf(r), {
    state: 'unreachable',
    connected: true,
    usable: true,
    reason: { code: 'all', reasons: [silence, { code: 'docker_healthy_decides' }] },
  })
  assert.deepEqual(categories(r), ['unreachable'])
})

test('a re-created container has its new identity at once, also when it was gone for a while', async (t) => {
  const r = await started(t)
  r.node('gluetun').facts = undefined
  r.hint('gluetun')
  await r.clock.advance(0)
  assert.equal(verdictOf(r).state, 'not_found')
  assert.equal(viewOf(r).containerId, null)
  r.node('gluetun').facts = someFacts()
  startAgain(r, 'gluetun', 'gluetun-2')
  await r.clock.advance(0)
  assert.equal(viewOf(r).containerId, 'gluetun-2')
  assert.deepEqual(categories(r), ['disconnected', 'recreated', 'connected'])
})

test('a hint that hints may have been lost looks at every node', async (t) => {
  const r = await started(t, ['one', 'two'])
  r.looks.length = 0
  r.hint(null)
  await r.clock.advance(0)
  assert.deepEqual(r.looks.map(({ name }) => name).sort(), ['one', 'two'])
})

test('Docker that does not answer is never a container that is gone', async (t) => {
  const r = await started(t)
  const before = viewOf(r)
  r.setDocker(false)
  await r.clock.advance(60_000)
  const { verdict, container } = nodeOf(r).state
  assert.deepEqual([verdict.state, container?.status, verdict.connected], ['up', 'running', true])
  assert.deepEqual(shownReason(r), { code: 'last_known', reason: DOCKER_SILENT, known: null })
  assert.deepEqual(viewOf(r), before)
  r.node('gluetun').reading = 'hang'
  await r.clock.advance(60_000)
  assert.equal(verdictOf(r).state, 'up')
  r.setDocker(true)
  r.node('gluetun').reading = someReading()
  await r.clock.advance(10_000)
  assert.equal(shownReason(r), null)
  assert.deepEqual(r.recorded, [])
})

test('Docker that has never answered leaves everything unknown', async (t) => {
  const r = await started(t, ['gluetun'], {}, (each) => each.setDocker(false))
  assert.deepEqual(verdictOf(r), {
    state: 'unreachable',
    connected: false,
    usable: false,
    reason: { code: 'vpn_unknown', vpn: 'gluetun', reason: DOCKER_SILENT },
  })
  assert.deepEqual(shownReason(r), verdictOf(r).reason)
})

test('flapping every 10 s for 10 minutes stays a handful of entries and stored rows, and ends well', async (t) => {
  const r = await started(t)
  for (let cycle = 0; cycle < 30; cycle++) {
    await r.clock.advance(10_000)
    exit(r)
    await r.clock.advance(10_000)
    startAgain(r)
  }
  await r.clock.advance(90_000)
  assert.equal(verdictOf(r).state, 'up')
  assert.ok(r.recorded.length <= 10, categories(r).join(' '))
  assert.equal(categories(r).at(-1), 'stable')
  assert.ok(r.stored.length <= 30 * 3 + 15, `${r.stored.length} rows`)
  assert.ok(viewOf(r).usable && viewOf(r).downForMs === null)
})

test('a blip of one check is no change at all', async (t) => {
  const r = await started(t)
  r.changes.length = 0
  r.node('gluetun').reading = {
    kind: 'unreachable',
    reason: { code: 'control_closed', where: 'gluetun:8000' },
  }
  await r.clock.advance(5000)
  r.node('gluetun').reading = someReading()
  await r.clock.advance(20_000)
  assert.ok(r.changes.length > 3)
  assert.ok(r.changes.every(({ significant }) => !significant))
  assert.deepEqual(r.recorded, [])
})

test('a changed forwarded port is a significant change with its time', async (t) => {
  const ports = (...forwardedPorts: number[]) => someReading({ forwardedPorts })
  const r = await started(t, ['gluetun'], {}, (each) => {
    each.node('gluetun').facts = someFacts({
      portForwardingEnabled: true,
      controlAddresses: [{ host: 'gluetun', port: 8000 }],
    })
    each.node('gluetun').reading = ports(5914)
  })
  assert.deepEqual(
    [viewOf(r).forwardedPort, nodeOf(r).state.port],
    [5914, { current: 5914, last: 5914, changedAtMs: null }],
  )
  r.changes.length = 0
  r.node('gluetun').reading = ports(6001)
  await r.clock.advance(5000)
  assert.equal(viewOf(r).forwardedPort, 6001)
  assert.deepEqual(nodeOf(r).state.port, { current: 6001, last: 6001, changedAtMs: r.clock.now() })
  assert.deepEqual(r.changes, [{ significant: true }])
  assert.deepEqual(r.watch.gauges(), [{ node: 'gluetun', connected: true, forwardedPort: 6001 }])
  assert.deepEqual(categories(r), ['port_changed'])
})

test('of two, one serves while the other is down, with its downtime on the monotonic clock', async (t) => {
  const r = await started(t, ['one', 'two'])
  exit(r, 'one', 1)
  await r.clock.advance(0)
  r.clock.jump(Date.UTC(2030, 0, 1))
  await r.clock.advance(40_000)
  assert.deepEqual([verdictOf(r, 'one').state, verdictOf(r, 'two').state], ['crashed', 'up'])
  assert.deepEqual([viewOf(r, 'one').usable, viewOf(r, 'two').usable], [false, true])
  assert.equal(viewOf(r, 'one').downForMs, 40_000)
  assert.deepEqual(viewOf(r, 'one').blockedReason, {
    code: 'vpn_container_exited',
    container: 'one',
    exitCode: 1,
  })
  startAgain(r, 'one')
  await r.clock.advance(0)
  assert.equal(viewOf(r, 'one').downForMs, null)
})

test("a long health check's output is cut only after our credentials were taken out of it", async (t) => {
  const nodes = [
    { name: 'gluetun', apiPort: 8000, credentials: { kind: 'api_key', key: 'hunter2-hunter2' } } as const,
  ]
  const r = await started(t, ['gluetun'], { nodes })
  const node = r.node('gluetun')
  const healthOutput = `${'x'.repeat(492)}hunter2-hunter2 and more`
  node.facts = someFacts({ ...node.facts, health: 'unhealthy', healthOutput })
  await r.clock.advance(5000)
  const { reason } = verdictOf(r)
  assert.ok(reason?.code === 'unhealthy_with_public_ip')
  assert.equal(reason.output, `${'x'.repeat(492)}[redacte`)
})

test('unhealthy but passing traffic is connected and takes no new engine; healthy but dead is neither', async (t) => {
  const r = await started(t)
  const node = r.node('gluetun')
  node.facts = someFacts({ ...node.facts, health: 'unhealthy', healthOutput: 'dial tcp: i/o timeout' })
  await r.clock.advance(5000)
  assert.deepEqual([verdictOf(r).state, verdictOf(r).connected, viewOf(r).usable], ['degraded', true, false])
  node.facts = someFacts({ ...node.facts, health: 'healthy' })
  node.reading = someReading({ status: 'crashed', publicIp: null })
  await r.clock.advance(5000)
  assert.deepEqual([verdictOf(r).state, verdictOf(r).connected, viewOf(r).usable], ['crashed', false, false])
})

test('published ports limit only where engines are reached or advertised through them', async (t) => {
  const engines = new Set([19000])
  const all = new Set([...engines, 8000])
  const cases: readonly (readonly [
    shared: boolean,
    host: string,
    published: typeof all,
    advertised: boolean,
    limited: boolean,
  ])[] = [
    [true, 'gluetun', all, false, false],
    [true, 'gluetun', all, true, true],
    [true, '127.0.0.1', all, false, false],
    [false, '127.0.0.1', all, false, true],
    [false, '172.18.0.2', engines, false, false],
    [false, '172.18.0.2', engines, true, true],
  ]
  for (const [sharesNetwork, host, published, advertisePublished, limited] of cases) {
    const r = await started(t, ['gluetun'], { advertisePublished: () => advertisePublished }, (each) => {
      each.node('gluetun').facts = someFacts({
        published,
        sharesNetwork,
        controlAddresses: [{ host, port: 8000 }],
      })
      each.nodes.set(host, each.node('gluetun'))
    })
    const expected = limited ? published : null
    assert.deepEqual(viewOf(r).publishedPorts, expected, `${host}, shared ${sharesNetwork}`)
  }
})

test("Gluetun's own ports are taken, and those that Docker knows of", async (t) => {
  const r = await started(t, ['gluetun'], {}, (each) => {
    each.node('gluetun').facts = someFacts({
      occupiedPorts: new Set([9091]),
      controlAddresses: [{ host: 'gluetun', port: 8000 }],
    })
  })
  assert.deepEqual(
    [...viewOf(r).occupiedPorts].sort((a, b) => a - b),
    [53, 1080, 8000, 8388, 8888, 9091, 9999],
  )
})

test('stored checks come back at the start, in order, with the time of the last port change', async (t) => {
  const row = (atMs: number, forwardedPort: number | null): VpnCheckRow => ({
    node: 'gluetun',
    atMs,
    ok: true,
    latencyMs: 3,
    state: 'up',
    reason: null,
    publicIp: null,
    forwardedPort,
  })
  const r = await started(t, ['gluetun'], {}, (each) => {
    each.earlier = [row(4000, 6001), row(1000, 5914), row(2000, 6001), row(3000, null)]
    each.node('gluetun').reading = someReading({ forwardedPorts: [6001] })
  })
  const { checks, state } = nodeOf(r)
  assert.deepEqual(
    checks.slice(0, 4).map(({ atMs }) => atMs),
    [1000, 2000, 3000, 4000],
  )
  assert.equal(state.port.changedAtMs, 2000)
})

test('checks are stored as changes plus one a minute, and shown to the last 40', async (t) => {
  const r = await started(t)
  await r.clock.advance(600_000)
  assert.equal(r.stored.length, 11)
  assert.equal(nodeOf(r).checks.length, 40)
  exit(r)
  await r.clock.advance(0)
  assert.equal(r.stored.length, 12)
  assert.deepEqual([r.stored.at(-1)?.ok, r.stored.at(-1)?.state], [false, 'stopped'])
})

test('a VPN that connects, and is asked twice a second, does not push out what was before', async (t) => {
  const r = await started(t)
  await r.clock.advance(60_000)
  r.node('gluetun').reading = someReading({ status: 'starting', publicIp: null })
  await r.clock.advance(25_000)
  const states = nodeOf(r).checks.filter(({ reason }) => reason === null)
  assert.ok(states.length >= 12, `${states.length} checks of when it was up`)
})

test('a store that can not be read costs the history only', async (t) => {
  const recent = async () => {
    throw new Error('disk I/O error')
  }
  const r = await started(t, ['gluetun'], { store: { append: () => {}, recent } })
  assert.equal(verdictOf(r).state, 'up')
  assert.ok(r.logged.some((line) => line.includes('disk I/O error')))
})

test('feeds of hints that end are asked for again', async (t) => {
  let feeds = 0
  const fake = rig(['gluetun'])
  const watchVpn = async (): Promise<void> => {
    feeds++
    throw new Error('stream ended')
  }
  const r = await started(t, ['gluetun'], {
    containers: { inspectVpn: async () => fake.node('gluetun').facts, watchVpn },
  })
  await r.clock.advance(11_000)
  assert.equal(feeds, 3)
})

test('restart: the only one by default, one by name, never an unknown or unnamed one of several', async (t) => {
  const one = await started(t)
  await one.watch.restart()
  assert.equal(one.node('gluetun').restarts, 1)
  assert.deepEqual(one.recorded, [
    {
      event: {
        code: 'vpn.tunnel_restart',
        container: 'gluetun',
        state: 'up',
        reason: { code: 'requested_by_operator' },
      },
      links: { vpn: 'gluetun' },
    },
  ])
  const two = await started(t, ['one', 'two'])
  await two.watch.restart('two')
  assert.deepEqual([two.node('one').restarts, two.node('two').restarts], [0, 1])
  await assert.rejects(two.watch.restart(), {
    code: 'validation',
    reason: { code: 'vpn_not_named', configured: ['one', 'two'] },
  })
  await assert.rejects(two.watch.restart('three'), {
    code: 'not_found',
    reason: { code: 'vpn_not_configured', vpn: 'three', configured: ['one', 'two'] },
  })
})

test('two restarts at once are one; a failed one says why to the caller and the journal', async (t) => {
  const r = await started(t)
  await Promise.all([r.watch.restart(), r.watch.restart('gluetun')])
  assert.equal(r.node('gluetun').restarts, 1)
  r.restartFails = { code: 'restart_route_unlisted' }
  await assert.rejects(r.watch.restart(), { code: 'vpn_error', reason: r.restartFails })
  assert.deepEqual(categories(r), ['tunnel_restart', 'tunnel_restart', 'tunnel_restart_failed'])
  const failed = r.recorded.at(-1)?.event
  assert.deepEqual(failed && 'reason' in failed && failed.reason, r.restartFails)
  exit(r)
  await r.clock.advance(0)
  await assert.rejects(r.watch.restart(), {
    code: 'vpn_error',
    reason: { code: 'tunnel_not_restarted', vpn: 'gluetun', reason: verdictOf(r).reason },
  })
  assert.equal(verdictOf(r).reason?.code, 'vpn_container_exited')
})

test('a missing port reconnects with VPN_PORT_WATCHDOG, less and less often, and not without it', async (t) => {
  const lacking = (each: Rig): void => {
    const node = each.node('gluetun')
    node.facts = someFacts({ ...node.facts, portForwardingEnabled: true })
  }
  const idle = await started(t, ['gluetun'], {}, lacking)
  await idle.clock.advance(3_600_000)
  assert.equal(idle.node('gluetun').restarts, 0)
  assert.equal(verdictOf(idle).state, 'degraded')
  const r = await started(
    t,
    ['gluetun'],
    { settings: fixed({ intervalMs: 5000, portWatchdog: true }) },
    lacking,
  )
  await r.clock.advance(60_000)
  assert.equal(r.node('gluetun').restarts, 0)
  await r.clock.advance(6000)
  assert.equal(r.node('gluetun').restarts, 1)
  await r.clock.advance(3_600_000 * 3)
  assert.deepEqual(r.node('gluetun').restarts, 6)
  r.node('gluetun').reading = someReading({ forwardedPorts: [5914] })
  await r.clock.advance(10_000)
  r.node('gluetun').reading = someReading()
  await r.clock.advance(75_000)
  assert.equal(r.node('gluetun').restarts, 7)
})

test('the leak guard: protected, leaking once in the journal, over, and unknown where it can not tell', async (t) => {
  const r = await started(t, ['gluetun'], { leakCheckUrl: 'https://ip.example/' })
  assert.deepEqual(nodeOf(r).leak, {
    status: 'protected',
    hostIp: '203.0.113.1',
    reason: null,
    checkedAtMs: r.clock.now(),
  })
  r.node('gluetun').reading = someReading({ publicIp: '203.0.113.1' })
  await r.clock.advance(30_000)
  assert.equal(nodeOf(r).leak?.status, 'leaking')
  r.node('gluetun').reading = someReading({ publicIp: '2001:db8::1' })
  await r.clock.advance(5000)
  assert.deepEqual(nodeOf(r).leak?.reason, { code: 'ip_families_differ', vpnFamily: 6, hostFamily: 4 })
  r.node('gluetun').reading = someReading()
  r.hostIp = new Error('asking LEAK_CHECK_URL (ip.example): no answer (timeout)')
  await r.clock.advance(15 * 60_000)
  assert.deepEqual([nodeOf(r).leak?.status, nodeOf(r).leak?.hostIp], ['unknown', null])
  r.hostIp = '203.0.113.1'
  await r.clock.advance(60_000)
  assert.equal(nodeOf(r).leak?.status, 'protected')
  assert.deepEqual(
    categories(r).filter((each) => each.startsWith('leak')),
    ['leak', 'leak_over'],
  )
})

test('a control client that throws is an unreachable server: the watch goes on', async () => {
  const calls = { count: 0 }
  const r = rig(['gluetun'], {
    control: {
      read: async () => {
        calls.count++
        throw new TypeError('nobody expected this answer')
      },
      restartTunnel: async () => {},
      hostIp: async () => '203.0.113.1',
    },
  })
  await r.watch.start()
  await r.clock.advance(60_000)
  assert.equal(verdictOf(r).state, 'unreachable')
  assert.deepEqual(verdictOf(r).reason, {
    code: 'all',
    reasons: [
      {
        code: 'control_asking_failed',
        vpn: 'gluetun',
        reason: { code: 'verbatim', text: 'nobody expected this answer' },
      },
      { code: 'docker_healthy_decides' },
    ],
  })
  assert.ok(calls.count > 3)
  await r.watch.stop()
})

test('a released VPN gets no engine until another container has its place, ten minutes at most', async () => {
  const r = rig(['gluetun'])
  await r.watch.start()
  await r.clock.advance(1000)
  const usable = () => r.watch.view().nodes[0]?.usable
  assert.equal(usable(), true)
  assert.equal(r.watch.release(), 'gluetun')
  assert.equal(usable(), false)
  assert.deepEqual(viewOf(r).blockedReason, { code: 'vpn_released_until_recreated', vpn: 'gluetun' })
  assert.deepEqual(r.recorded.at(-1), {
    event: { code: 'vpn.released', container: 'gluetun', containerId: 'gluetun-1' },
    links: { vpn: 'gluetun' },
  })
  r.node('gluetun').facts = someFacts({ id: 'gluetun-2' })
  r.hint('gluetun')
  await r.clock.advance(1000)
  assert.equal(usable(), true)
  r.watch.release('gluetun')
  await r.clock.advance(599_000)
  assert.equal(usable(), false)
  await r.clock.advance(2000)
  assert.equal(usable(), true)
  assert.throws(() => r.watch.release('other'), {
    code: 'not_found',
    reason: { code: 'vpn_not_configured', vpn: 'other', configured: ['gluetun'] },
  })
  await r.watch.stop()
})
