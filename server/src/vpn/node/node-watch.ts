// One VPN container: what is seen of it, what its state is, and the restarts of its tunnel.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EventRecorder } from '../../journal/journal-event.ts'
import type { Address } from '../../lib/address.ts'
import type { Clock } from '../../lib/clock.ts'
import { reasonOf } from '../../lib/errors.ts'
import type { Live } from '../../lib/live.ts'
import type { Logger } from '../../lib/log.ts'
import { type Loop, startLoop } from '../../lib/loop.ts'
import type { CheckLog } from '../check-log.ts'
import type { ControlClient, Credentials, VpnContainers } from '../ports.ts'
import { type Redact, redactReason } from '../redact.ts'
import { type Asked, createControlAsker, NOT_ASKED } from './control-asker.ts'
import { createDial } from './dial.ts'
import { isNews, mayAsk, restMs } from './look.ts'
import type { NodeState, Observation } from './node-state.ts'
import { createObservedNode } from './observed-node.ts'
import { RESTED, watchPort } from './port-watchdog.ts'
import { createTunnelRestart } from './tunnel-restart.ts'

export interface VpnNodeConfig {
  readonly name: string
  /** GLUETUN_API_PORT; null: as Gluetun's own environment says. */
  readonly apiPort: number | null
  readonly credentials: Credentials
}

/** Settings that may change at any time. */
export interface VpnSettings {
  /** GLUETUN_HEALTH_CHECK_INTERVAL_S */
  readonly intervalMs: number
  /** VPN_PORT_WATCHDOG */
  readonly portWatchdog: boolean
}

export interface NodeWatchOptions {
  readonly node: VpnNodeConfig
  readonly containers: Pick<VpnContainers, 'inspectVpn'>
  readonly control: ControlClient
  readonly checks: CheckLog
  readonly recorder: EventRecorder
  readonly clock: Clock
  readonly logger: Logger
  readonly settings: Live<VpnSettings>
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

/** Of a health check's output: it goes into a sentence. */
const LONGEST_OUTPUT = 500

/** Looks at one VPN container at its own interval and owns its state. */
export function watchNode(options: NodeWatchOptions): NodeWatch {
  const { node, clock, checks, settings } = options
  const { name } = node
  const dial = createDial(options.control, node.credentials)
  const observed = createObservedNode({ ...options, name, watchdog: () => settings.get().portWatchdog })
  const { state } = observed
  const asker = createControlAsker({ ...options, vpn: name, dial })
  const tunnel = createTunnelRestart({ ...options, ...node, dial, state, onEnd: hint })
  let watchdog = RESTED
  let loop: Loop | null = null

  async function pass(signal: AbortSignal): Promise<number> {
    const container = await inspect(options, signal)
    if (signal.aborted) return 0
    const asked = mayAsk(state(), container) ? await ask(container) : NOT_ASKED
    if (signal.aborted || asked === 'interrupted') return 0
    observed.apply({ container, control: asked.reading })
    checks.add(state(), asked.latencyMs)
    if (settings.get().portWatchdog) feedWatchdog()
    else watchdog = RESTED
    return restMs(state(), clock.elapsedMs(), settings.get().intervalMs)
  }

  function ask(container: Observation['container']): Promise<Asked | 'interrupted'> {
    if (isNews(state(), container)) observed.apply({ container, control: null })
    return asker.ask(container.kind === 'found' ? container.facts : state().container)
  }

  function feedWatchdog(): void {
    const turn = watchPort(watchdog, state(), clock.elapsedMs())
    watchdog = turn.watchdog
    if (turn.reconnect)
      tunnel.restart({ code: 'no_forwarded_port', attempt: watchdog.attempts }).catch(() => {})
  }

  function hint(): void {
    asker.interrupt()
    loop?.wake()
  }

  return {
    state,
    dialed: () => dial.address(state().container?.controlAddresses ?? []),
    start: () => {
      observed.reset(checks.portOf(name))
      loop ??= startLoop(clock, pass)
    },
    hint,
    restart: tunnel.restart,
    stop: async () => {
      const stopped = [tunnel.stop(), loop?.stop()]
      asker.interrupt()
      await Promise.allSettled(stopped)
    },
  }
}

/** The container as Docker shows it now, without secrets. Never rejects. */
async function inspect(
  { node, containers, redact }: Pick<NodeWatchOptions, 'node' | 'containers' | 'redact'>,
  signal: AbortSignal,
): Promise<Observation['container']> {
  try {
    const facts = await containers.inspectVpn(node.name, node.apiPort, signal)
    if (!facts) return { kind: 'absent' }
    const output = facts.healthOutput && redact(facts.healthOutput).slice(0, LONGEST_OUTPUT)
    return { kind: 'found', facts: { ...facts, healthOutput: output } }
  } catch (error) {
    return { kind: 'unknown', reason: redactReason(reasonOf(error), redact) }
  }
}
