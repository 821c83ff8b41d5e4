import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { aNode, anEngine, aPolicy, aWorld, inWorld, T0 } from '@acestream-orchestrator/testing/builders/world'
import type { VpnNodeView } from '../../ports.ts'
import { judgements } from '../judgements.ts'
import { plan } from '../plan.ts'
import type { World, WorldEngine } from '../world.ts'

function behind(nodes: readonly VpnNodeView[], engines: readonly WorldEngine[], change: Partial<World> = {}) {
  return aWorld({ vpn: { configured: true, nodes }, engines, ...change })
}

function inVpn(number: number, change: Partial<WorldEngine> = {}, vpn = 'gluetun'): WorldEngine {
  return inWorld(anEngine({ number, vpn }), change)
}

function told(world: World): string[] {
  return plan(world).steps.map((step) =>
    step.kind === 'create' ? `create in ${step.node}` : `${step.kind} ${step.id.slice(0, 4)}`,
  )
}

const STOPPED = verbatim('stopped')
const down = aNode({ usable: false, running: false, blockedReason: STOPPED, downForMs: 40_000 })

describe('one VPN', () => {
  test('engines start inside it, on ports that nobody in its namespace holds', () => {
    const node = aNode({ occupiedPorts: new Set([19_000, 22_000]) })
    const [step] = plan(behind([node], [])).steps
    assert.ok(step?.kind === 'create')
    assert.deepEqual(step.spec.network, { kind: 'vpn', containerId: 'gluetun-id', containerName: 'gluetun' })
    assert.deepEqual(step.spec.ports, { http: 19_001, https: 22_001, api: 20_000, p2p: 21_000 })
  })

  test('published ports limit the pool, and the message holds the compose line that widens it', () => {
    const node = aNode({ publishedPorts: new Set([19_000]) })
    const { blocked } = plan(behind([node], [inVpn(1, { streams: 1 })]))
    assert.equal(blocked?.code, 'no_free_port')
    assert.deepEqual(blocked?.reason, {
      code: 'published_ports_exhausted',
      vpn: 'gluetun',
      first: 19_000,
      last: 19_999,
    })
  })

  test('while it is not usable nothing is started, and nothing of it is removed', () => {
    const world = behind([down], [inVpn(1)], { scale: 3 })
    assert.deepEqual(told(world), [])
    assert.equal(plan(world).blocked?.code, 'vpn_disconnected')
    const vpns = [{ vpn: 'gluetun', reason: STOPPED }]
    assert.deepEqual(plan(world).blocked?.reason, { code: 'no_vpn_connected', vpns })
  })

  test('restarted with the same id: its engines are restarted', () => {
    assert.deepEqual(told(behind([aNode()], [inVpn(1, { isCutOff: true }), inVpn(2, { isCutOff: true })])), [
      'restart 0001',
      'restart 0002',
    ])
  })

  test('recreated with a new id: its engines are removed to be recreated', () => {
    const world = behind([aNode({ containerId: 'other' })], [inVpn(1, { streams: 1 })])
    assert.deepEqual(told(world), ['remove 0001', 'create in gluetun'])
  })

  test('nothing is repaired while it does not run, nor when it flaps beyond its budget', () => {
    const gone = aNode({
      containerId: 'other',
      running: false,
      usable: false,
      blockedReason: verbatim('not found'),
    })
    assert.deepEqual(told(behind([gone], [inVpn(1)])), [])
    const flapping = behind([aNode({ containerId: 'other' })], [inVpn(1)], { repairable: new Set() })
    assert.deepEqual(
      told(flapping).filter((each) => each.startsWith('remove')),
      [],
    )
  })

  test('a reconnect with a working namespace touches nothing', () => {
    assert.deepEqual(told(behind([aNode()], [inVpn(1, { outlivedTunnel: true })])), [])
  })

  test('with VPN_RESTART_ENGINES_ON_RECONNECT its engines are restarted', () => {
    const policy = aPolicy({ restartOnReconnect: true })
    const world = behind([aNode()], [inVpn(1, { outlivedTunnel: true }), inVpn(2)], { policy })
    assert.deepEqual(told(world), ['restart 0001'])
  })

  test('a miss of an engine whose VPN is down replaces nothing', () => {
    const health = { status: 'unhealthy', failures: 9, sinceMs: 0, reason: { code: 'unspecified' } } as const
    const engine = anEngine(
      { vpn: 'gluetun' },
      { health, vpnDown: { code: 'vpn_not_connected', vpn: 'gluetun', reason: STOPPED } },
    )
    assert.deepEqual(told(behind([down], [inWorld(engine, { unhealthyForMs: 90_000 })])), [])
  })

  test('engines left outside it take no streams, go when idle, and are replaced inside', () => {
    const outside = inWorld(anEngine({ number: 1 }))
    assert.deepEqual(told(behind([aNode()], [outside])), ['remove 0001', 'create in gluetun'])
    assert.deepEqual(judgements(behind([aNode()], [outside])).get(outside.engine.id)?.vpnDown, {
      code: 'outside_vpn',
    })
    const busy = { ...outside, streams: 1, idleForMs: null }
    assert.deepEqual(told(behind([aNode()], [busy])), ['create in gluetun'])
  })

  test('one left outside is not started there again: whoever asks for its restart gets one inside', () => {
    const restart = { atMs: T0, why: { code: 'restarted_by_operator' }, cause: 'operator' } as const
    const outside = inWorld(anEngine({ number: 1 }, { restart }), { streams: 1, idleForMs: null })
    assert.deepEqual(told(behind([aNode()], [outside])), ['remove 0001', 'create in gluetun'])
    assert.equal(told(aWorld({ engines: [outside] }))[0], 'restart 0001')
  })
})

describe('the forwarded port', () => {
  const node = aNode({ forwardedPort: 5000 })
  const holder = (change: Partial<WorldEngine> = {}, port = 5000) =>
    inWorld(anEngine({ number: 1, vpn: 'gluetun', forwardedPort: port }), change)

  test('the first engine gets it as its P2P port, the others do not', () => {
    const steps = plan(behind([node], [], { scale: 3 })).steps
    const ports = steps.flatMap((step) => (step.kind === 'create' ? [step.spec.ports.p2p] : []))
    assert.deepEqual(ports, [5000, 21_000, 21_001])
    const marks = steps.flatMap((step) =>
      step.kind === 'create' ? [step.spec.labels['orchestrator.forwarded']] : [],
    )
    assert.deepEqual(marks, ['true', 'false', 'false'])
  })

  test('while somebody else is found on it an engine is made without it', () => {
    const [step] = plan(behind([node], [], { takenPorts: new Set([5000]) })).steps
    assert.ok(step?.kind === 'create')
    assert.equal(step.spec.ports.p2p, 21_000)
    assert.equal(step.spec.labels['orchestrator.forwarded'], 'false')
  })

  test('a changed port recreates its holder when idle, at once if so configured', () => {
    assert.deepEqual(told(behind([node], [holder({ streams: 1 }, 4000)])), ['create in gluetun'])
    assert.deepEqual(told(behind([node], [holder({}, 4000), inVpn(2)])), ['remove 0001'])
    const policy = aPolicy({ portChangeImmediately: true })
    assert.ok(told(behind([node], [holder({ streams: 1 }, 4000)], { policy })).includes('remove 0001'))
  })

  test('a changed port recreates no other engine, however long that was idle and however full the pool', () => {
    const idle = { idleForMs: 400_000 }
    for (const maxReplicas of [2, 6]) {
      const policy = aPolicy({ minReplicas: 2, maxReplicas })
      const engines = [holder(idle, 4000), inVpn(2, idle)]
      const world = behind([node], engines, { policy })
      assert.equal(judgements(world).get(engines[1]?.engine.id ?? '')?.outdated, null)
      assert.deepEqual(
        told(world).filter((step) => step.startsWith('remove')),
        ['remove 0001'],
      )
    }
  })

  test('port 0 for a while changes nothing', () => {
    assert.deepEqual(told(behind([aNode({ forwardedPort: null })], [holder()])), [])
  })

  test('when its holder has left, one idle engine is to be recreated with it', () => {
    const world = behind([node], [inVpn(1, { idleForMs: 10 }), inVpn(2, { idleForMs: 20 })])
    assert.deepEqual(judgements(world).get(world.engines[1]?.engine.id ?? '')?.outdated, {
      code: 'forwarded_port_unused',
      vpn: 'gluetun',
      port: 5000,
    })
    assert.equal(judgements(world).get(world.engines[0]?.engine.id ?? '')?.outdated, null)
  })

  test('never one that a caller shaped: it was made as asked', () => {
    const own = anEngine({ number: 1, vpn: 'gluetun', labels: { 'orchestrator.request': 'r-1' } })
    const world = behind([node], [inWorld(own, { idleForMs: 20 })])
    assert.equal(judgements(world).get(own.id)?.outdated, null)
  })

  describe('that no engine holds, in a full pool', () => {
    const full = { policy: aPolicy({ minReplicas: 2, maxReplicas: 2 }) }
    const idle = { idleForMs: 40_000 }
    const longer = { idleForMs: 50_000 }

    test('is made way for by the engine that was idle longest', () => {
      assert.deepEqual(told(behind([node], [inVpn(1, idle), inVpn(2, longer)], full)), ['remove 0002'])
    })

    for (const [why, engines, change] of [
      [
        'while something is on its way',
        [inVpn(1, idle), inVpn(2, { busyWith: 'restart' })],
        {
          operations: [{ kind: 'restart', id: 'any' }],
        },
      ],
      ['while one has just become idle', [inVpn(1), inVpn(2)], {}],
      ['while all play', [inVpn(1, { streams: 1 }), inVpn(2, { streams: 1 })], {}],
      ['while somebody else is on that port', [inVpn(1, idle)], { takenPorts: new Set([5000]) }],
      ['when that was done twice in a minute', [inVpn(1, idle), inVpn(2, idle)], { repairable: new Set() }],
    ] as const satisfies readonly [string, readonly WorldEngine[], Partial<World>][])
      test(`takes nothing ${why}`, () => {
        const steps = told(behind([node], engines, { ...full, ...change }))
        assert.deepEqual(
          steps.filter((step) => step.startsWith('remove')),
          [],
        )
      })
  })
})

describe('several VPNs', () => {
  const spare = aNode({ name: 'spare' })

  test('engines are spread evenly', () => {
    assert.deepEqual(told(behind([aNode(), spare], [], { scale: 4 })).toSorted(), [
      'create in gluetun',
      'create in gluetun',
      'create in spare',
      'create in spare',
    ])
  })

  test('one below its preferred number comes before one above it', () => {
    const policy = aPolicy({ preferredPerVpn: 1, maxReplicas: 10 })
    const world = behind([aNode(), spare], [inVpn(1, { streams: 1 }), inVpn(2, { streams: 1 })], { policy })
    assert.deepEqual(told(world), ['create in spare'])
  })

  test('one that is down is left out', () => {
    assert.deepEqual(told(behind([down, spare], [])), ['create in spare'])
  })

  test('after 30 s of being down its engines go, and then others are created in their places', () => {
    const policy = aPolicy({ minReplicas: 2, maxReplicas: 2, minFree: 0 })
    const engines = [inVpn(1), inVpn(2)]
    const late = behind([down, spare], engines, { policy })
    assert.deepEqual(
      told(late).filter((each) => each.startsWith('remove')),
      ['remove 0001', 'remove 0002'],
    )
    assert.deepEqual(told(behind([down, spare], [], { policy })), ['create in spare', 'create in spare'])
    const early = behind([{ ...down, downForMs: 29_000 }, spare], engines, { policy })
    assert.deepEqual(told(early), [])
  })

  test('when all are down nothing is removed', () => {
    assert.deepEqual(told(behind([down, { ...down, name: 'spare' }], [inVpn(1)])), [])
  })

  test('a share that moved away comes back one idle engine at a time', () => {
    const engines = [1, 2, 3].map((number) => inVpn(number, { idleForMs: number }, 'spare'))
    const movers = [...judgements(behind([aNode(), spare], engines)).values()].filter(
      ({ outdated }) => outdated,
    )
    assert.equal(movers.length, 1)
    assert.deepEqual(movers[0]?.outdated, { code: 'vpn_overfull', vpn: 'spare' })
  })
})

const CUT_OFF = { code: 'vpn_restarted', vpn: 'gluetun' } as const

describe('what is wrong between an engine and its VPN', () => {
  const table: [string, Partial<VpnNodeView>, Reason | null, Partial<WorldEngine>?][] = [
    ['nothing', {}, null],
    [
      'it is down',
      { usable: false, blockedReason: STOPPED },
      { code: 'vpn_not_connected', vpn: 'gluetun', reason: STOPPED },
    ],
    ['it was recreated', { containerId: 'other' }, { code: 'vpn_recreated', vpn: 'gluetun' }],
    ['it was restarted', {}, { code: 'vpn_restarted', vpn: 'gluetun' }, { isCutOff: true }],
  ]
  for (const [name, change, expected, engineChange] of table)
    test(name, () => {
      const engine = inVpn(1, engineChange)
      const fault = judgements(behind([aNode(change)], [engine])).get(engine.engine.id)?.vpnDown
      assert.deepEqual(fault, expected)
    })
  for (const [what, hands] of [
    ['removed', { removal: { atMs: T0, why: { code: 'vpn_recreated', vpn: 'gluetun' }, cause: 'vpn' } }],
    ['restarted', { restart: { atMs: T0, why: { code: 'vpn_restarted', vpn: 'gluetun' }, cause: 'vpn' } }],
  ] as const)
    test(`what was wrong stays until it is ${what}, though its process has ended by then`, () => {
      const cut = anEngine({ vpn: 'gluetun', status: 'exited' }, { vpnDown: CUT_OFF, ...hands })
      const world = behind([aNode({ containerId: 'other' })], [inWorld(cut)])
      assert.deepEqual(judgements(world).get(cut.id)?.vpnDown, CUT_OFF)
    })
})
