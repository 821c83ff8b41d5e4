import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { anEngine, anExternalEngine, T0 } from '@acestream-orchestrator/testing/builders/world'
import { aVpn, incidentsIn } from '@acestream-orchestrator/testing/fakes/incidents'
import type { Blocked } from '../../provisioning/planning/step.ts'
import type { ProvisioningStatus } from '../../provisioning/service.ts'
import { orchestratorStatus, type StatusParts } from './status.ts'
import { vpnStatus } from './vpn.ts'

const OPEN: ProvisioningStatus = {
  capacity: { total: 2, used: 1, available: 1, min: 1, max: 6, scale: null, wanted: 2 },
  breaker: 'closed',
  blocked: null,
}

const unhealthy = anEngine(
  { number: 2 },
  {
    health: {
      status: 'unhealthy',
      failures: 3,
      sinceMs: T0,
      reason: { code: 'probe_timeout', timeoutMs: 3000 },
    },
  },
)
const starting = anEngine(
  { number: 3 },
  { readyAtMs: null, health: { status: 'unknown', failures: 0, sinceMs: T0, reason: null } },
)

const deadExternal = { ...anExternalEngine(), health: unhealthy.health }
const servingExternal = { ...anExternalEngine(), health: anEngine().health, readyAtMs: T0 }

function blockedBy(code: Blocked['code']): ProvisioningStatus {
  return { ...OPEN, blocked: { code, reason: verbatim(`because of ${code}`), etaS: null } }
}

function someParts(change: Partial<StatusParts> = {}): StatusParts {
  const parts = healthyParts(change)
  return { ...parts, incidents: change.incidents ?? foundIn(parts) }
}

function foundIn({ engines, runtime, store, vpn }: StatusParts) {
  const vpns = vpn.enabled ? [aVpn({ connected: vpn.connected === true, reason: vpn.reason_data })] : []
  return incidentsIn({ engines, runtime, store, vpns })
}

function healthyParts(change: Partial<StatusParts>): StatusParts {
  return {
    engines: [anEngine()],
    streams: { starting: 0, active: 1, stalled: 0, unknown: 0, started: 1 },
    provisioning: OPEN,
    vpn: vpnStatus([]),
    runtime: { kind: 'docker', reachable: true, version: '29.0', reason: null, sinceMs: T0 },
    store: { ok: true, reason: null },
    log: { ok: true, reason: null, dropped: 0 },
    incidents: [],
    version: '1.2.3',
    nowMs: T0,
    uptimeMs: 61_500,
    ...change,
  }
}

const away = {
  kind: 'docker',
  reachable: false,
  version: null,
  reason: verbatim('refused'),
  sinceMs: T0,
} as const
const downVpn = { ...vpnStatus([]), enabled: true, connected: false }

const OVERALL: readonly (readonly [what: string, change: Partial<StatusParts>, word: string])[] = [
  ['one healthy engine', {}, 'healthy'],
  ['one healthy and one starting', { engines: [anEngine(), starting] }, 'healthy'],
  ['all places taken', { provisioning: blockedBy('max_capacity') }, 'healthy'],
  [
    'no engine, and none wanted',
    { engines: [], provisioning: { ...OPEN, capacity: { ...OPEN.capacity, wanted: 0 } } },
    'healthy',
  ],
  ['a sick engine beside a healthy one', { engines: [anEngine(), unhealthy] }, 'degraded'],
  ['only one that starts', { engines: [starting] }, 'degraded'],
  ['a runtime that is away', { runtime: away }, 'degraded'],
  [
    'a store that takes nothing',
    { store: { ok: false, reason: { code: 'disk_not_answering', forMs: 5000 } } },
    'degraded',
  ],
  ['a VPN that is down', { vpn: downVpn }, 'degraded'],
  ['an open breaker', { provisioning: { ...blockedBy('circuit_breaker'), breaker: 'open' } }, 'degraded'],
  [
    'a half-open breaker that holds nothing back',
    { provisioning: { ...OPEN, breaker: 'half_open' } },
    'healthy',
  ],
  ['a dead external engine', { engines: [anEngine(), deadExternal] }, 'healthy'],
  ['only an external engine that serves', { engines: [servingExternal] }, 'healthy'],
  ['no image', { provisioning: blockedBy('image_missing') }, 'degraded'],
  [
    'no healthy engine and no way to one',
    { engines: [], provisioning: blockedBy('circuit_breaker') },
    'unavailable',
  ],
  [
    'only sick ones, all places taken',
    { engines: [unhealthy], provisioning: blockedBy('max_capacity') },
    'unavailable',
  ],
]

for (const [what, change, word] of OVERALL) {
  test(`with ${what} it is ${word}, with a reason unless that is healthy`, () => {
    const { status, reason } = orchestratorStatus(someParts(change))
    assert.equal(status, word)
    assert.equal(reason === null, word === 'healthy', `${reason}`)
  })
}

test('the reason names the cause: Docker before the engines that nobody can see', () => {
  const reason = (change: Partial<StatusParts>) => orchestratorStatus(someParts(change)).reason
  assert.equal(reason({ runtime: away, engines: [unhealthy] }), 'refused')
  assert.equal(reason({ engines: [anEngine(), unhealthy] }), '1 of 2 engines are unhealthy')
  assert.equal(reason({ engines: [] }), 'no engine is healthy yet: 0 of 2 are there')
})

test('engines are counted by what they are, external ones never', () => {
  const engines = [
    anEngine(),
    unhealthy,
    starting,
    anEngine({ number: 4 }, { drain: { atMs: T0, isKept: false } }),
    anEngine({ number: 5, status: 'exited', exitCode: 137, oomKilled: true }),
    anExternalEngine(),
  ]
  assert.deepEqual(orchestratorStatus(someParts({ engines })).engines, {
    total: 5,
    running: 4,
    healthy: 1,
    unhealthy: 2,
    starting: 1,
    draining: 1,
    failed: 1,
  })
})

test('what blocks is given in words and as data', () => {
  const { provisioning } = orchestratorStatus(someParts({ provisioning: blockedBy('vpn_disconnected') }))
  assert.equal(provisioning.can_provision, false)
  assert.equal(provisioning.blocked_reason, 'because of vpn_disconnected')
  assert.equal(provisioning.blocked_reason_details?.code, 'vpn_disconnected')
})

test('every started stream is active, whatever its phase, and the time is given', () => {
  const streams = { starting: 1, active: 2, stalled: 3, unknown: 4, started: 10 }
  const status = orchestratorStatus(someParts({ streams }))
  assert.deepEqual(status.streams, { active: 10, stalled: 3 })
  assert.equal(status.uptime_seconds, 61)
  assert.equal(status.server_time, new Date(T0).toISOString())
})
