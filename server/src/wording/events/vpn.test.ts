import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import { detailsOf, messageOf } from './message.ts'

const up = { container: 'gluetun', state: 'up', reason: null } as const
const publicIp = '198.51.100.7'
const gone = {
  container: 'gluetun',
  state: 'stopped',
  reason: { code: 'vpn_container_exited', container: 'gluetun', exitCode: 137 },
} as const
const died = 'its container exited with code 137: its log says why; docker start gluetun starts it'

const MESSAGES: readonly (readonly [CodedEvent, string])[] = [
  [{ code: 'vpn.disconnected', ...gone, sinceMs: 0 }, `VPN gluetun is not connected: ${died}`],
  [{ code: 'vpn.connected', ...up, publicIp, awaySeconds: null }, 'VPN gluetun is connected as 198.51.100.7'],
  [
    { code: 'vpn.connected', ...up, publicIp, awaySeconds: 40 },
    'VPN gluetun is connected again after 40 s as 198.51.100.7',
  ],
  [
    { code: 'vpn.connected', ...up, publicIp: null, awaySeconds: 119 },
    'VPN gluetun is connected again after 119 s',
  ],
  [
    { code: 'vpn.reconnected', ...up, publicIp, formerIp: null, withinSeconds: 3 },
    'VPN gluetun reconnected within 3 s as 198.51.100.7',
  ],
  [
    { code: 'vpn.reconnected', ...up, publicIp, formerIp: '198.51.100.8', withinSeconds: null },
    'VPN gluetun reconnected as 198.51.100.7 (it was 198.51.100.8)',
  ],
  [
    { code: 'vpn.unstable', ...gone, losses: 3, withinSeconds: 50 },
    `VPN gluetun keeps dropping: 3 times in 50 s, most recently because ${died}. Further drops are counted, not listed`,
  ],
  [
    { code: 'vpn.stable', ...up, losses: 30, withinSeconds: 650, publicIp },
    'VPN gluetun is stable again after 30 drops in 10 min 50 s as 198.51.100.7',
  ],
  [
    { code: 'vpn.port_changed', ...up, port: 6001, formerPort: 5914 },
    'VPN gluetun has another forwarded port: 6001 (it was 5914)',
  ],
  [
    { code: 'vpn.port_back', ...up, port: 6001, formerPort: 6001 },
    'VPN gluetun has a forwarded port again: 6001',
  ],
  [
    {
      code: 'vpn.unreachable',
      ...up,
      state: 'unreachable',
      reason: { code: 'docker_healthy_decides' },
    },
    'VPN gluetun is connected, but Docker says healthy, which decides',
  ],
  [
    { code: 'vpn.tunnel_restart', ...up, reason: { code: 'no_forwarded_port', attempt: 2 } },
    'VPN gluetun: the tunnel is being restarted: no forwarded port for over a minute (attempt 2)',
  ],
  [
    { code: 'vpn.tunnel_restart_failed', ...up, reason: { code: 'no_answer', failure: 'timeout' } },
    'VPN gluetun: the tunnel could not be restarted: no answer in time',
  ],
  [
    { code: 'vpn.leak_over', container: 'gluetun', publicIp, hostIp: '203.0.113.1' },
    "VPN gluetun hides this host's address again",
  ],
  [
    { code: 'vpn.released', container: 'gluetun', containerId: null },
    'VPN gluetun was released: its engines are removed, so that it can be recreated',
  ],
]

describe('messages about VPN containers', () => {
  for (const [event, message] of MESSAGES)
    test(message, () => {
      assert.equal(messageOf(event), message)
    })
})

test('details keep the names they had in earlier versions', () => {
  assert.deepEqual(detailsOf({ ...gone, sinceMs: 0 }), {
    container: 'gluetun',
    state: 'stopped',
    reason: died,
    since: '1970-01-01T00:00:00.000Z',
  })
  assert.deepEqual(
    Object.keys(
      detailsOf({ awaySeconds: 1, publicIp, containerId: 'a', formerContainerId: 'b', startedAtMs: 1 }),
    ),
    ['away_seconds', 'public_ip', 'container_id', 'former_container_id', 'started_at'],
  )
  assert.deepEqual(Object.keys(detailsOf({ lastPort: 1, port: 2, formerPort: 3, hostIp: '', losses: 1 })), [
    'last_port',
    'port',
    'former_port',
    'host_ip',
    'losses',
  ])
})
