import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VpnStatus } from '@acestream-orchestrator/contract/vpn'
import { someFacts } from '@acestream-orchestrator/testing/builders/vpn'
import { rig } from '@acestream-orchestrator/testing/rigs/vpn'
import { Value } from 'typebox/value'
import { vpnStatus } from './vpn.ts'

async function started(...args: Parameters<typeof rig>) {
  const r = rig(...args)
  await r.watch.start()
  await r.clock.advance(0)
  const stop = async () => {
    const stopped = r.watch.stop()
    await r.clock.advance(0)
    await stopped
  }
  return { ...r, stop, status: () => vpnStatus(r.watch.nodes()) }
}

test('a VPN that is up is shown whole, in the shape of the contract, within the first look', async () => {
  const r = await started(['gluetun'])
  const status = r.status()
  assert.ok(Value.Check(VpnStatus, status), JSON.stringify([...Value.Errors(VpnStatus, status)]))
  const { recent_checks, containers, last_check, since, ...rest } = status
  assert.deepEqual(rest, {
    enabled: true,
    status: 'running',
    container_name: 'gluetun',
    health: 'healthy',
    forwarded_port: null,
    state: 'up',
    connected: true,
    public_ip: '198.51.100.7',
    country: 'Japan',
    region: 'Tokyo',
    city: 'Shinjuku',
    provider: 'protonvpn',
    vpn_type: 'wireguard',
    gluetun_version: 'v3.41.3',
    reason: null,
    reason_data: null,
    port_forwarding: 'off',
    last_port_change: null,
    engines: ['engine-of-gluetun'],
    leak: null,
  })
  const now = new Date(r.clock.now()).toISOString()
  assert.deepEqual(recent_checks, [{ ts: now, ms: 0, reason: null }])
  assert.equal(containers.length, 1)
  assert.deepEqual([last_check, since], [now, now])
  await r.stop()
})

test('no VPN configured: disabled, neither connected nor disconnected', () => {
  const status = vpnStatus([])
  assert.ok(Value.Check(VpnStatus, status))
  assert.deepEqual(
    [status.state, status.status, status.connected, status.enabled, status.reason_data],
    ['not_configured', 'disabled', null, false, { code: 'no_vpn_configured' }],
  )
  assert.match(status.reason ?? '', /set GLUETUN_CONTAINER_NAME/)
})

test('a reason is sent as a sentence and as data, in the state and in its checks', async () => {
  const r = await started(['gluetun'])
  r.node('gluetun').facts = someFacts({ id: 'gluetun-1', status: 'exited', exitCode: 137 })
  r.hint('gluetun')
  await r.clock.advance(0)
  const { reason, reason_data, recent_checks } = r.status()
  assert.deepEqual(reason_data, { code: 'vpn_container_exited', container: 'gluetun', exitCode: 137 })
  assert.match(reason ?? '', /^its container exited with code 137/)
  assert.deepEqual(recent_checks.at(-1)?.reason_data, reason_data)
  assert.equal(recent_checks.at(-1)?.reason, reason)
  await r.stop()
})

test('a container that Docker was never able to show is an error, one it does not have is not found', async () => {
  const r = rig(['gluetun'])
  r.setDocker(false)
  await r.watch.start()
  await r.clock.advance(0)
  assert.deepEqual(
    [vpnStatus(r.watch.nodes()).status, vpnStatus(r.watch.nodes()).state],
    ['error', 'unreachable'],
  )
  r.setDocker(true)
  r.node('gluetun').facts = undefined
  r.hint('gluetun')
  await r.clock.advance(0)
  assert.equal(vpnStatus(r.watch.nodes()).status, 'not_found')
  const stopped = r.watch.stop()
  await r.clock.advance(0)
  await stopped
})

test('the best of several is on top, all of them below in the order of the setting', async () => {
  const r = await started(['one', 'two'])
  assert.equal(r.status().container_name, 'one')
  r.node('one').facts = someFacts({ id: 'one-1', name: 'one', status: 'exited', exitCode: 1 })
  r.hint('one')
  await r.clock.advance(0)
  const { container_name, containers } = r.status()
  assert.equal(container_name, 'two')
  assert.deepEqual(
    containers.map((each) => [each.container_name, each.state]),
    [
      ['one', 'crashed'],
      ['two', 'up'],
    ],
  )
  await r.stop()
})

test('a leak check is shown with its time and reason', async () => {
  const r = await started(['gluetun'], { leakCheckUrl: 'https://ip.example/' })
  assert.deepEqual(r.status().leak, {
    status: 'protected',
    host_ip: '203.0.113.1',
    reason: null,
    reason_data: null,
    checked_at: new Date(r.clock.now()).toISOString(),
  })
  await r.stop()
})
