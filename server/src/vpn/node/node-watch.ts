// One VPN container: what is seen of it, what its state is, and the restarts of its tunnel.
import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EventRecorder } from '../../journal/journal-event.ts'
import type { Address } from '../../lib/address.ts'
import type { Clock } from '../../lib/clock.ts'
import { DomainError, reasonOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import { type Loop, startLoop } from '../../lib/loop.ts'
import { same } from '../../lib/same.ts'
import type { CheckLog } from '../check-log.ts'
import { eventsAfter, NOTHING_RECORDED } from '../events/events.ts'
import type {
  ControlClient,
  ControlReading,
  Credentials,
  VpnContainerFacts,
  VpnContainers,
} from '../ports.ts'
import { type Redact, redactReason } from '../redact.ts'
import { createDial } from './dial.ts'
import {
  isSameRun,
  type Moment,
  type NodeState,
  type Observation,
  observe,
  unseenNode,
} from './node-state.ts'
import { RESTED, watchPort } from './port-watchdog.ts'

export interface VpnNodeConfig {
  readonly name: string
  /** GLUETUN_API_PORT; null: as Gluetun's own environment says. */
  readonly apiPort: number | null
  readonly credentials: Credentials
}

export interface NodeWatchOptions {
  readonly node: VpnNodeConfig
  readonly containers: Pick<VpnContainers, 'inspectVpn'>
  readonly control: ControlClient
  readonly checks: CheckLog
  readonly recorder: EventRecorder
  readonly clock: Clock
  readonly logger: Logger
  readonly intervalMs: number
  /** VPN_PORT_WATCHDOG */
  readonly portWatchdog: boolean
  /** Takes every configured secret out of what others wrote. */
  readonly redact: Redact
  /** After each look; `changed`: more than its time is different. */
  readonly onLook: (changed: boolean) => void
}

export interface NodeWatch {
  state(): NodeState
  /** Where its control server answered last. */
  dialed(): Address | undefined
  start(): void
  /** Something happened to the container: look now, even if its control server hangs. */
  hint(): void
  /** Restarts the tunnel; a second call joins the first. Rejects with `vpn_error`. */
  restart(why: Reason): Promise<void>
  stop(): Promise<void>
}

/** After a missed check: the next ones decide whether it was a blip. */
const AFTER_MISS_MS = 1000
/** While it connects engines wait for it; what takes longer than a tunnel does is likely to take much longer. */
const CONNECTING = { quickMs: 500, quickForMs: 30_000, slowMs: 2000 }
/** Of a health check's output: it goes into a sentence. */
const LONGEST_OUTPUT = 500

/** Looks at one VPN container on its own beat and owns its state. */
export function watchNode(options: NodeWatchOptions): NodeWatch {
  const { node, clock, logger, checks } = options
  const life = new AbortController()
  const dial = createDial(options.control, node.credentials)
  let state = unseenNode(node.name, momentOf(clock))
  let recorded = NOTHING_RECORDED
  let watchdog = RESTED
  let asking: AbortController | null = null
  let restarting: Promise<void> | null = null
  let loop: Loop | null = null

  async function pass(signal: AbortSignal): Promise<number> {
    const container = await look(signal)
    if (signal.aborted) return 0
    const asked = mayAsk(container) ? await ask(container) : NOT_ASKED
    if (signal.aborted || asked === 'interrupted') return 0
    apply({ container, control: asked.reading })
    checks.add(state, asked.latencyMs)
    if (options.portWatchdog) feedWatchdog()
    return restMs()
  }

  async function look(signal: AbortSignal): Promise<Observation['container']> {
    try {
      const facts = await options.containers.inspectVpn(node.name, node.apiPort, signal)
      if (!facts) return { kind: 'absent' }
      const said = facts.healthOutput
      return {
        kind: 'found',
        facts: { ...facts, healthOutput: said && options.redact(said).slice(0, LONGEST_OUTPUT) },
      }
    } catch (error) {
      return { kind: 'unknown', reason: redactReason(reasonOf(error), options.redact) }
    }
  }

  /** Also while the runtime does not answer: what ran a moment ago can be asked itself. */
  function mayAsk(container: Observation['container']): boolean {
    if (container.kind === 'unknown') return state.container?.status === 'running'
    return container.kind === 'found' && container.facts.status === 'running'
  }

  async function ask(container: Observation['container']): Promise<Asked | 'interrupted'> {
    if (isNews(state, container)) apply({ container, control: null })
    const facts = container.kind === 'found' ? container.facts : state.container
    const addresses = facts?.controlAddresses ?? []
    const startedMs = clock.elapsedMs()
    asking = new AbortController()
    try {
      const reading = (await dial.read(addresses, asking.signal)) ?? noAddress(node.name, facts)
      return { reading, latencyMs: clock.elapsedMs() - startedMs }
    } catch (error) {
      if (asking.signal.aborted) return 'interrupted'
      const why = redactReason(reasonOf(error), options.redact)
      const reason: Reason = { code: 'control_asking_failed', vpn: node.name, reason: why }
      return { reading: { kind: 'unreachable', reason }, latencyMs: null }
    } finally {
      asking = null
    }
  }

  function apply(seen: Observation): void {
    const before = state
    const now = momentOf(clock)
    state = observe(before, seen, now, { watchdog: options.portWatchdog })
    const turn = eventsAfter(recorded, before, state, now)
    recorded = turn.recorded
    for (const event of turn.events) options.recorder.record(event)
    logChange(before)
    options.onLook(!isSameForOthers(before, state))
  }

  function logChange(before: NodeState): void {
    const { verdict, runtimeReason } = state
    const fields = { state: verdict.state, reason: verdict.reason, runtimeReason }
    const isChange = verdict.state !== before.verdict.state || !same(runtimeReason, before.runtimeReason)
    if (isChange) logger.info(fields, 'VPN state changed')
    else logger.debug(fields, 'VPN checked')
  }

  function feedWatchdog(): void {
    const turn = watchPort(watchdog, state, clock.elapsedMs())
    watchdog = turn.watchdog
    if (turn.reconnect) restart({ code: 'no_forwarded_port', attempt: watchdog.attempts }).catch(() => {})
  }

  function restart(why: Reason): Promise<void> {
    restarting ??= rebuild(why).finally(() => {
      restarting = null
      hint()
    })
    return restarting
  }

  async function rebuild(why: Reason): Promise<void> {
    const addresses = state.container?.status === 'running' ? state.container.controlAddresses : []
    const address = dial.address(addresses) ?? addresses[0]
    if (!address)
      throw new DomainError('vpn_error', {
        code: 'tunnel_not_restarted',
        vpn: node.name,
        reason: state.verdict.reason,
      })
    record({ code: 'vpn.tunnel_restart', ...at(why) })
    try {
      await options.control.restartTunnel(address, node.credentials, life.signal)
    } catch (error) {
      if (!life.signal.aborted)
        record({ code: 'vpn.tunnel_restart_failed', ...at(redactReason(reasonOf(error), options.redact)) })
      throw error
    }
  }

  function at(reason: Reason) {
    return { container: node.name, state: state.verdict.state, reason }
  }

  function record(event: CodedEvent): void {
    options.recorder.record({ event, links: { vpn: node.name } })
  }

  function restMs(): number {
    if (state.verdict.state === 'connecting') {
      const isQuick = clock.elapsedMs() - state.since.elapsedMs < CONNECTING.quickForMs
      return Math.min(isQuick ? CONNECTING.quickMs : CONNECTING.slowMs, options.intervalMs)
    }
    return state.misses > 0 ? Math.min(AFTER_MISS_MS, options.intervalMs) : options.intervalMs
  }

  function hint(): void {
    asking?.abort()
    loop?.wake()
  }

  return {
    state: () => state,
    dialed: () => dial.address(state.container?.controlAddresses ?? []),
    start: () => {
      state = unseenNode(node.name, momentOf(clock), checks.portOf(node.name))
      loop ??= startLoop(clock, pass)
    },
    hint,
    restart,
    stop: async () => {
      life.abort()
      const stopped = loop?.stop()
      asking?.abort()
      await Promise.allSettled([stopped, restarting])
    },
  }
}

interface Asked {
  readonly reading: ControlReading | null
  readonly latencyMs: number | null
}

const NOT_ASKED: Asked = { reading: null, latencyMs: null }

function noAddress(vpn: string, facts: VpnContainerFacts | null): ControlReading {
  const reason = facts?.controlObstacle ?? {
    code: 'control_out_of_reach',
    vpn,
    port: facts?.controlPort ?? null,
  }
  return { kind: 'unreachable', reason }
}

function momentOf(clock: Clock): Moment {
  return { wallMs: clock.now(), elapsedMs: clock.elapsedMs() }
}

/** Docker alone shows something that must not wait for a control server that hangs: another run, another health. */
function isNews({ lookedAtMs, container }: NodeState, seen: Observation['container']): boolean {
  if (lookedAtMs === null || seen.kind !== 'found') return false
  return !isSameRun(container, seen.facts) || container?.health !== seen.facts.health
}

/** Equal but for times and what is only shown with the next look. */
function isSameForOthers(before: NodeState, after: NodeState): boolean {
  return JSON.stringify(gist(before)) === JSON.stringify(gist(after))
}

function gist({ container, control, verdict, runtimeReason, port, reconnectedAtMs }: NodeState): unknown {
  const facts = container && [container.id, container.startedAtMs, container.status, container.health]
  const network = container && [
    [...container.published],
    [...container.occupiedPorts],
    container.sharesNetwork,
  ]
  const ip = control?.kind === 'ok' ? control.publicIp : null
  return [facts, network, verdict, runtimeReason, port.current, reconnectedAtMs, ip]
}
