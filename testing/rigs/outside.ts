/** The world around one application: it goes on while the application is stopped and started again. */
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { T0 } from '@acestream-orchestrator/testing/builders/world'
import { type ManualClock, manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createFakeProber, type FakeProber } from '@acestream-orchestrator/testing/fakes/prober'
import { createFakeRuntime, type FakeRuntime } from '@acestream-orchestrator/testing/fakes/runtime'
import { createFakeSessions, type FakeSessions } from '@acestream-orchestrator/testing/fakes/sessions'
import { createFakeVpn, type FakeVpn } from '@acestream-orchestrator/testing/fakes/vpn'
import type { Edges } from '../../server/src/app/edges.ts'
import type { ContainerFacts } from '../../server/src/engines/ports.ts'
import type { Address } from '../../server/src/lib/address.ts'
import type { Clock } from '../../server/src/lib/clock.ts'
import type { CreateResult } from '../../server/src/provisioning/ports.ts'
import { type Cleanup, temporaryFolder } from '../machine/temporary.ts'

export interface Outside<C extends Clock = ManualClock> {
  readonly clock: C
  readonly runtime: FakeRuntime
  readonly prober: FakeProber
  /** Ports at which engines of somebody else answer. */
  readonly external: Set<number>
  readonly sessions: FakeSessions
  readonly vpn: FakeVpn
  readonly vpnNames: readonly string[]
  readonly dataDir: string
  readonly edges: Edges
  engines(): readonly ContainerFacts[]
}

export function anOutside(test: Cleanup, vpnNames: readonly string[] = []): Outside {
  return outsideOn(manualClock(T0), test, vpnNames)
}

/** On a clock of the caller's. */
export function outsideOn<C extends Clock>(
  clock: C,
  test: Cleanup,
  vpnNames: readonly string[] = [],
): Outside<C> {
  const runtime = createFakeRuntime(clock)
  const prober = createFakeProber(clock)
  const external = new Set<number>()
  const vpn = createFakeVpn(clock, vpnNames)
  const engines = () => [...runtime.containers.values()]

  /** A process listens there, in a network that still exists. */
  function answers({ host, port }: Address): boolean {
    return engines().some(
      (facts) =>
        facts.status === 'running' &&
        facts.addresses.some((each) => each.host === host && each.port === port) &&
        (facts.networkOwner === null || vpn.carries(facts)),
    )
  }

  /** Docker starts nothing in the network of a container that does not run. */
  async function inside(owner: string | null, start: () => Promise<CreateResult>): Promise<CreateResult> {
    if (owner !== null && !vpn.canJoin(owner)) {
      const reason = verbatim(`cannot join network of ${owner}: not running`)
      return { ok: false, failure: { kind: 'vpn_gone', reason } }
    }
    const result = await start()
    if (result.ok && owner !== null) vpn.enter(result.facts.id, owner)
    return result
  }

  const sessions = createFakeSessions(clock, (address) => answers(address) && !prober.hung.has(address.port))
  const edges: Edges = {
    runtime: {
      ...runtime,
      stats: async () => undefined,
      logs: (id, options, signal) => runtime.logs(id, options, signal),
      pull: (reference, onProgress, signal) => runtime.pull(reference, onProgress, signal),
      create: async (spec, signal) => {
        const { network } = spec
        return inside(network.kind === 'vpn' ? network.containerId : null, () => runtime.create(spec, signal))
      },
      restart: async (id, graceMs, signal) => {
        const owner = runtime.containers.get(id)?.networkOwner ?? null
        return inside(owner, () => runtime.restart(id, graceMs, signal))
      },
    },
    vpnContainers: vpn.containers,
    control: vpn.control,
    prober: {
      probe: async (address, timeoutMs, signal) => {
        if (answers(address) || external.has(address.port) || prober.foreign.has(address.port))
          return prober.probe(address, timeoutMs, signal)
        const latencyMs = 100 * (address.port % 10) // no two answers come in the same moment
        await clock.sleep(latencyMs, signal)
        return {
          ok: false,
          latencyMs,
          reason: { code: 'connection_refused', address: `${address.host}:${address.port}` },
        }
      },
    },
    sessions,
    advertisesPublished: () => false,
    close: async () => {},
  }
  const dataDir = temporaryFolder(test)
  return { clock, runtime, prober, external, sessions, vpn, vpnNames, dataDir, edges, engines }
}
