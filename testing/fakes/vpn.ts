import type { ContainerFacts } from '../../server/src/engines/ports.ts'
import type { Clock } from '../../server/src/lib/clock.ts'
import { DomainError } from '../../server/src/lib/errors.ts'
import type {
  ControlClient,
  ControlReading,
  VpnContainerFacts,
  VpnContainers,
} from '../../server/src/vpn/ports.ts'
import { someFacts, someReading } from '../builders/vpn.ts'

/** Gluetun containers that behave as Docker and Gluetun do: what was in an earlier run's network is cut off. */
export interface FakeVpn {
  readonly containers: VpnContainers
  readonly control: ControlClient
  facts(name: string): VpnContainerFacts | undefined
  /** `docker restart`: the same id, another start, another network. */
  restart(name: string): void
  /** `docker rm -f` and create: another id. */
  recreate(name: string): void
  stop(name: string): void
  remove(name: string): void
  /** What its control server says from now on. */
  say(name: string, change: Parameters<typeof someReading>[0]): void
  /** It answers like this from now on, whatever that is. */
  answer(name: string, reading: ControlReading): void
  /** Docker reports this about it from now on, without another start. */
  change(name: string, facts: Partial<VpnContainerFacts>): void
  setPort(name: string, port: number): void
  /** An engine was started in the network of the container with this id. */
  enter(engineId: string, containerId: string): void
  /** Whether an engine sits in the network of the run that is there now, whatever the clocks say. */
  carries(engine: ContainerFacts): boolean
  /** A new container can join the network of the container with this id. */
  canJoin(containerId: string): boolean
}

interface Node {
  facts: VpnContainerFacts | undefined
  reading: ControlReading
  made: number
  /** Counts its starts: each is another network. */
  run: number
}

export function createFakeVpn(clock: Clock, names: readonly string[]): FakeVpn {
  const hints = new Set<(name: string | null) => void>()
  const nodes = new Map<string, Node>(
    names.map((name) => [
      name,
      { facts: born(name, 1, clock.now()), reading: someReading(), made: 1, run: 1 },
    ]),
  )

  const networks = new Map<string, string>()

  function nodeOf(name: string): Node {
    const node = nodes.get(name)
    if (!node) throw new Error(`no VPN ${name} in this test`)
    return node
  }

  function begin(name: string, facts: VpnContainerFacts | undefined): void {
    nodeOf(name).facts = facts
    nodeOf(name).run++
    for (const hint of hints) hint(name)
  }

  /** The network of the container with this id; undefined while it does not run. */
  function networkOf(containerId: string): string | undefined {
    const node = [...nodes.values()].find(({ facts }) => facts?.id === containerId)
    return node?.facts?.status === 'running' ? `${containerId} ${node.run}` : undefined
  }

  return {
    containers: {
      inspectVpn: async (name) => nodes.get(name)?.facts,
      watchVpn: (_, hint, signal) => {
        hints.add(hint)
        return new Promise((done) =>
          signal.addEventListener('abort', () => {
            hints.delete(hint)
            done()
          }),
        )
      },
    },
    control: {
      read: async ({ host }) => {
        const node = nodes.get(host)
        const up = node?.facts?.status === 'running'
        return up
          ? node.reading
          : { kind: 'unreachable', reason: { code: 'control_refused', where: `${host}:8000` } }
      },
      restartTunnel: async () => {
        throw new DomainError('vpn_error', 'no test asks for it')
      },
      hostIp: async () => '203.0.113.1',
    },
    facts: (name) => nodes.get(name)?.facts,
    restart: (name) =>
      begin(name, { ...born(name, nodeOf(name).made, clock.now()), status: 'running', exitCode: null }),
    recreate: (name) => begin(name, born(name, ++nodeOf(name).made, clock.now())),
    stop: (name) => {
      const { facts } = nodeOf(name)
      if (facts) begin(name, { ...facts, status: 'exited', exitCode: 0 })
    },
    remove: (name) => begin(name, undefined),
    say: (name, reading) => {
      nodeOf(name).reading = someReading(reading)
      for (const hint of hints) hint(name)
    },
    answer: (name, reading) => {
      nodeOf(name).reading = reading
    },
    change: (name, facts) => {
      nodeOf(name).facts = someFacts({ ...nodeOf(name).facts, ...facts })
    },
    setPort: (name, port) => {
      nodeOf(name).reading = someReading({ forwardedPorts: [port] })
    },
    enter: (engineId, containerId) => networks.set(engineId, networkOf(containerId) ?? 'none'),
    carries: ({ id, networkOwner }) => networkOwner !== null && networks.get(id) === networkOf(networkOwner),
    canJoin: (containerId) => networkOf(containerId) !== undefined,
  }
}

function born(name: string, count: number, startedAtMs: number): VpnContainerFacts {
  return someFacts({
    id: `${name}-${count}`,
    name,
    startedAtMs,
    controlAddresses: [{ host: name, port: 8000 }],
    portForwardingEnabled: null,
  })
}
