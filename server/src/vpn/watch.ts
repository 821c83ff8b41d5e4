// The VPN containers: `node` is one of them, `events` what happens to it, `leak` whether traffic bypasses it.
import type { EventRecorder } from '../journal/journal-event.ts'
import type { Address } from '../lib/address.ts'
import type { Clock } from '../lib/clock.ts'
import { createEmitter, type Emitter } from '../lib/emitter.ts'
import { DomainError, reasonOf } from '../lib/errors.ts'
import type { Live } from '../lib/live.ts'
import type { Logger } from '../lib/log.ts'
import { type Loop, startLoop } from '../lib/loop.ts'
import type { VpnNodeView, VpnView } from '../provisioning/ports.ts'
import { createCheckLog } from './check-log.ts'
import type { Leak } from './leak/leak.ts'
import { createLeakWatch } from './leak/leak-watch.ts'
import type { NodeState } from './node/node-state.ts'
import { type NodeWatch, type VpnNodeConfig, type VpnSettings, watchNode } from './node/node-watch.ts'
import type { ControlClient, NetworkedEngines, VpnCheckRow, VpnCheckStore, VpnContainers } from './ports.ts'
import { redactor } from './redact.ts'
import { createReleases } from './release.ts'
import { viewOf } from './view.ts'

export interface VpnWatchOptions {
  /** In the operator's order; empty: no VPN. */
  readonly nodes: readonly VpnNodeConfig[]
  readonly containers: VpnContainers
  readonly control: ControlClient
  readonly store: VpnCheckStore
  readonly engines: NetworkedEngines
  readonly recorder: EventRecorder
  readonly clock: Clock
  readonly logger: Logger
  readonly settings: Live<VpnSettings>
  readonly leakCheckUrl: string | null
  /** ENGINE_ADVERTISE=published: engines are reached through ports published on the VPN container. */
  advertisePublished(): boolean
}

export interface VpnChange {
  /** False: a check that found all as it was. */
  readonly significant: boolean
}

/** One VPN container and all that is known with it. */
export interface VpnNode {
  readonly state: NodeState
  /** The last 40, oldest first. */
  readonly checks: readonly VpnCheckRow[]
  /** Ids of the engines in its network. */
  readonly engines: readonly string[]
  /** Null: no LEAK_CHECK_URL. */
  readonly leak: Leak | null
}

/** One VPN container as a gauge: for /metrics. */
export interface VpnGauge {
  readonly node: string
  readonly connected: boolean
  readonly forwardedPort: number | null
}

/** The one owner of "how are the VPN containers". */
export interface VpnWatch {
  /** After every check; wake provisioning on the significant ones. */
  readonly changes: Emitter<VpnChange>
  /** From memory, in the operator's order; empty: no VPN. */
  nodes(): readonly VpnNode[]
  view(): VpnView
  gauges(): readonly VpnGauge[]
  /** Each under its container's name, at the port set for it, read from it, or Gluetun's usual one. */
  controlServers(): readonly Address[]
  /**
   * Restarts the tunnel of that container, or of the only one. Rejects with `not_found` (no such container
   * configured), `validation` (several, none named) or `vpn_error`.
   */
  restart(name?: string): Promise<void>
  /**
   * Starts no more engines in that container, or the only one, until it is recreated, for ten minutes at most. Returns its
   * name: removing its engines is up to the caller. Throws `not_found` or `validation` as `restart` rejects.
   */
  release(name?: string): string
  /** Loads stored checks, then looks at all nodes on their own beats. */
  start(): Promise<void>
  stop(): Promise<void>
}

const USUAL_CONTROL_PORT = 8000

/** Before asking for hints again, should the runtime's feed of them ever end. */
const HINTS_AGAIN_MS = 5000

export function createVpnWatch(options: VpnWatchOptions): VpnWatch {
  if (options.nodes.length === 0) return noVpn()
  const { clock } = options
  const changes = createEmitter<VpnChange>()
  const names = options.nodes.map(({ name }) => name)
  const checks = createCheckLog(names, options.store, options.logger)
  const leaks = createLeakWatch({ ...options, url: options.leakCheckUrl, onHostIp: () => announce(true) })
  const releases = createReleases({ ...options, onRelease: () => announce(true) })
  const redact = redactor(options.nodes.map(({ credentials }) => credentials))
  const watches: readonly NodeWatch[] = options.nodes.map((node) => {
    const logger = options.logger.child({ container: node.name })
    return watchNode({ ...options, node, logger, checks, redact, onLook: announce })
  })
  const endChanges = options.settings.on(() => {
    for (const watch of watches) watch.hint()
  })
  let hints: Loop | null = null

  function announce(significant: boolean): void {
    leaks.compare(watches.map((watch) => watch.state()))
    changes.emit({ significant })
  }

  function nodeOf(watch: NodeWatch): VpnNode {
    const state = watch.state()
    const engines = options.engines.inNetworkOf(state.name)
    return { state, checks: checks.recent(state.name), engines, leak: leaks.check(state) }
  }

  function nodeView(watch: NodeWatch): VpnNodeView {
    const reach = {
      dialed: watch.dialed(),
      released: releases.has(watch.state()),
      advertisePublished: options.advertisePublished(),
    }
    return viewOf(watch.state(), reach, clock.elapsedMs())
  }

  return {
    changes,
    nodes: () => watches.map(nodeOf),
    view: () => ({ configured: true, nodes: watches.map(nodeView) }),
    gauges: () => watches.map((watch) => gaugeOf(watch.state())),
    controlServers: () =>
      watches.map((watch, index) => controlServerOf(watch.state(), options.nodes[index]?.apiPort)),
    release: (name) => releases.release(chosen(watches, name).state()),
    restart: async (name) => chosen(watches, name).restart({ code: 'requested_by_operator' }),
    start: async () => {
      await checks.load()
      for (const watch of watches) watch.start()
      hints = startLoop(clock, (signal) => followHints(options, watches, signal))
      leaks.start()
    },
    stop: async () => {
      endChanges()
      await Promise.all([hints?.stop(), leaks.stop(), ...watches.map((watch) => watch.stop())])
    },
  }
}

/** Passes on what the runtime notices of the containers until its feed ends; returns how long to wait before the next. */
async function followHints(
  { containers, logger }: Pick<VpnWatchOptions, 'containers' | 'logger'>,
  watches: readonly NodeWatch[],
  signal: AbortSignal,
): Promise<number> {
  const names = watches.map((watch) => watch.state().name)
  const onHint = (name: string | null): void => {
    for (const watch of watches) if (name === null || watch.state().name === name) watch.hint()
  }
  await containers.watchVpn(names, onHint, signal).catch((error: unknown) => {
    if (!signal.aborted) logger.warn({ reason: reasonOf(error) }, 'hints about VPN containers ended')
  })
  return HINTS_AGAIN_MS
}

function gaugeOf({ name, verdict, port }: NodeState): VpnGauge {
  return { node: name, connected: verdict.connected, forwardedPort: port.current }
}

function controlServerOf({ name, container }: NodeState, apiPort: number | null | undefined): Address {
  return { host: name, port: apiPort ?? container?.controlPort ?? USUAL_CONTROL_PORT }
}

function chosen(watches: readonly NodeWatch[], vpn: string | undefined): NodeWatch {
  const configured = watches.map((watch) => watch.state().name)
  const found = watches[vpn === undefined ? 0 : configured.indexOf(vpn)]
  if (!found) throw new DomainError('not_found', { code: 'vpn_not_configured', vpn: vpn ?? '', configured })
  if (vpn === undefined && watches.length > 1)
    throw new DomainError('validation', { code: 'vpn_not_named', configured })
  return found
}

/** Nothing is configured: the same answers at no cost. */
function noVpn(): VpnWatch {
  const notConfigured = () => new DomainError('not_found', { code: 'no_vpn_configured' })
  return {
    changes: createEmitter<VpnChange>(),
    nodes: () => [],
    view: () => ({ configured: false, nodes: [] }),
    gauges: () => [],
    controlServers: () => [],
    restart: async () => {
      throw notConfigured()
    },
    release: () => {
      throw notConfigured()
    },
    start: async () => {},
    stop: async () => {},
  }
}
