/** Small worlds for tests: everything has a harmless default, a test names only what it is about. */
import type { Engine } from '../../server/src/engines/engine.ts'
import { LABELS } from '../../server/src/engines/labels.ts'
import type { ContainerFacts } from '../../server/src/engines/ports.ts'
import { externalEngine, newEngine } from '../../server/src/engines/registry/engine-birth.ts'
import type { Policy, World, WorldEngine } from '../../server/src/provisioning/planning/world.ts'
import type { VpnNodeView } from '../../server/src/provisioning/ports.ts'
import { specHash } from '../../server/src/provisioning/spec/engine-spec.ts'

export const T0 = Date.UTC(2026, 0, 1, 20, 0, 0)

export function aPolicy(change: Partial<Policy> = {}): Policy {
  return {
    minReplicas: 1,
    maxReplicas: 6,
    minFree: 1,
    idleTtlMs: 600_000,
    graceMs: 30_000,
    autoDelete: false,
    rollOutdated: true,
    unhealthyGraceMs: 30_000,
    unhealthyBusyMaxMs: 600_000,
    preferredPerVpn: 10,
    portChangeImmediately: false,
    restartOnReconnect: false,
    stopGraceMs: 5000,
    spec: {
      image: 'wafy80/acestream',
      variantOverride: null,
      args: [],
      env: {},
      label: { key: 'ondemand.app', value: 'acestream-orchestrator' },
      instance: 'default',
      network: null,
      publishIp: '127.0.0.1',
      publishHttps: false,
      memoryLimitBytes: null,
      cpuLimit: null,
      ranges: {
        http: { first: 19_000, last: 19_999 },
        https: { first: 22_000, last: 22_999 },
        api: { first: 20_000, last: 20_999 },
        p2p: { first: 21_000, last: 21_999 },
      },
    },
    ...change,
  }
}

/** An id as Docker makes them: 64 hex digits, different for each `seed`. */
export function anId(seed: number | string): string {
  return String(seed).padStart(4, '0').padEnd(64, 'ab')
}

export interface FactsWish extends Partial<Omit<ContainerFacts, 'labels'>> {
  readonly number?: number
  readonly vpn?: string
  readonly forwardedPort?: number
  readonly labels?: Readonly<Record<string, string>>
}

export function someFacts({
  number = 1,
  vpn,
  forwardedPort,
  labels,
  ...change
}: FactsWish = {}): ContainerFacts {
  const port = 18_999 + number
  const { spec } = aPolicy()
  return {
    id: anId(number),
    name: `acestream-${number}`,
    image: spec.image,
    imageDigest: 'sha256:one',
    labels: {
      [spec.label.key]: spec.label.value,
      [LABELS.instance]: spec.instance,
      [LABELS.kind]: 'engine',
      [LABELS.variant]: 'args',
      [LABELS.spec]: specHash(spec, true),
      [LABELS.httpPort]: String(port),
      [LABELS.httpsPort]: String(port + 3000),
      [LABELS.apiPort]: String(port + 1000),
      [LABELS.p2pPort]: String(forwardedPort ?? port + 2000),
      ...(vpn ? { [LABELS.vpn]: vpn } : {}),
      [LABELS.forwarded]: String(forwardedPort !== undefined),
      ...labels,
    },
    status: 'running',
    createdAtMs: T0,
    startedAtMs: T0,
    finishedAtMs: null,
    exitCode: null,
    oomKilled: false,
    error: null,
    networkOwner: vpn ? `${vpn}-id` : null,
    addresses: [{ host: '172.17.0.2', port }],
    advertised: { host: '127.0.0.1', port },
    ports: {},
    ...change,
  }
}

/** A ready, healthy engine; `facts` and `change` bend it. */
export function anEngine(facts: FactsWish = {}, change: Partial<Engine> = {}): Engine {
  return {
    ...newEngine(someFacts(facts), 'docker', undefined, T0),
    health: { status: 'healthy', failures: 0, sinceMs: T0, reason: null },
    readyAtMs: T0,
    ...change,
  }
}

export function anExternalEngine(): Engine {
  return externalEngine(
    { id: 'external-1', name: null, address: { host: '10.0.0.9', port: 6878 }, registeredAtMs: T0 },
    T0,
  )
}

export function inWorld(engine: Engine, change: Partial<WorldEngine> = {}): WorldEngine {
  return {
    engine,
    streams: 0,
    handedOut: false,
    delivering: false,
    playing: false,
    busyWith: null,
    idleForMs: change.streams || change.handedOut || change.playing ? null : 0,
    unhealthyForMs: null,
    hungAfterMs: change.unhealthyForMs == null ? null : 86_400_000,
    failedForMs: null,
    isCutOff: false,
    outlivedTunnel: false,
    ...change,
  }
}

export function aWorld(change: Partial<World> = {}): World {
  return {
    policy: aPolicy(),
    scale: null,
    scaleForMs: 0,
    isUpdating: false,
    runtimeReachable: true,
    engines: [],
    generics: [],
    takenNames: new Set(),
    pendingCreations: 0,
    portScope: 'per_host',
    takenPorts: new Set(),
    operations: [],
    requests: [],
    waiting: 0,
    image: { kind: 'present', digest: 'sha256:one', hasEntrypoint: true },
    breaker: { state: 'closed', reason: null, endsInS: null },
    creationRests: false,
    relapsesLeft: 2,
    vpn: { configured: false, nodes: [] },
    vpnChecksPending: false,
    repairable: new Set((change.engines ?? []).map(({ engine }) => engine.id)),
    ...change,
  }
}

export function aNode(change: Partial<VpnNodeView> = {}): VpnNodeView {
  const name = change.name ?? 'gluetun'
  return {
    name,
    containerId: `${name}-id`,
    checked: true,
    running: true,
    startedAtMs: T0 - 60_000,
    connected: change.usable ?? true,
    usable: true,
    blockedReason: null,
    downForMs: null,
    forwardedPort: null,
    publishedPorts: null,
    occupiedPorts: new Set([8000, 53, 9999]),
    reconnectedAtMs: null,
    ...change,
  }
}
