import { aNode, anEngine, aPolicy, aWorld, inWorld } from '@acestream-orchestrator/testing/builders/world'
import type { Engine } from '../server/src/engines/engine.ts'
import { judgements } from '../server/src/provisioning/planning/judgements.ts'
import { plan } from '../server/src/provisioning/planning/plan.ts'
import type { World } from '../server/src/provisioning/planning/world.ts'
import { type BenchTable, milliseconds, type Row } from './table.ts'

const ENGINES = 5000
const TARGET_MS = 50
const RUNS = 7
const VPNS = ['gluetun', 'spare', 'third'] as const

/** What one pass of provisioning computes, without reading or doing anything. */
export async function* benchPlanning(): AsyncGenerator<BenchTable> {
  yield {
    title: `Planning with ${ENGINES} engines (fastest of ${RUNS})`,
    rows: [
      within('converged: judging and planning', () => pass(converged(false))),
      within('converged behind three VPNs', () => pass(converged(true))),
      within('from nothing: planning all of them', () => plan(fromNothing(false))),
      within('from nothing behind three VPNs', () => plan(fromNothing(true))),
      within('from nothing, a VPN for each engine', () => plan(aVpnEach())),
      within('all hung at the same time', () => pass(hung())),
    ],
  }
}

function pass(world: World): void {
  judgements(world)
  plan(world)
}

function within(measure: string, run: () => void): Row {
  let fastestMs = Number.POSITIVE_INFINITY
  for (let n = 0; n < RUNS; n++) {
    const fromMs = performance.now()
    run()
    fastestMs = Math.min(fastestMs, performance.now() - fromMs)
  }
  const target = `< ${TARGET_MS} ms`
  return { measure, ours: milliseconds(fastestMs), target, met: fastestMs < TARGET_MS }
}

const wide = { first: 10_000, last: 59_999 }

function policyFor(count: number) {
  const policy = aPolicy({ minReplicas: count, maxReplicas: count, minFree: 0, preferredPerVpn: count })
  const ranges = { http: wide, https: wide, api: wide, p2p: wide }
  return { ...policy, spec: { ...policy.spec, ranges } }
}

function vpnOf(isBehind: boolean): World['vpn'] {
  return { configured: isBehind, nodes: isBehind ? VPNS.map((name) => aNode({ name })) : [] }
}

function engines(isBehind: boolean): readonly Engine[] {
  return Array.from({ length: ENGINES }, (_, index) => {
    const vpn = VPNS[index % VPNS.length]
    return anEngine({ number: index + 1, ...(isBehind && vpn ? { vpn } : {}) })
  })
}

const FLEETS = { behind: engines(true), open: engines(false) }

function converged(isBehind: boolean): World {
  const fleet = FLEETS[isBehind ? 'behind' : 'open']
  return aWorld({
    policy: policyFor(ENGINES),
    vpn: vpnOf(isBehind),
    engines: fleet.map((engine, index) => inWorld(engine, { streams: index % 2 })),
  })
}

function fromNothing(isBehind: boolean): World {
  return aWorld({ policy: policyFor(ENGINES), vpn: vpnOf(isBehind) })
}

function aVpnEach(): World {
  const nodes = Array.from({ length: ENGINES }, (_, index) => aNode({ name: `gluetun-${index}` }))
  const { spec, ...policy } = policyFor(ENGINES)
  return aWorld({
    policy: { ...policy, spec, preferredPerVpn: 1 },
    vpn: { configured: true, nodes },
  })
}

function hung(): World {
  const reason = { code: 'probe_timeout', timeoutMs: 5000 } as const
  const health = { status: 'unhealthy', failures: 3, sinceMs: 0, reason } as const
  const sick = FLEETS.behind.map((engine) =>
    inWorld({ ...engine, health }, { unhealthyForMs: 60_000, hungAfterMs: 3_600_000 }),
  )
  return aWorld({ policy: policyFor(ENGINES), vpn: vpnOf(true), engines: sick })
}
