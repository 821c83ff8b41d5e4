import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EventRecorder } from '../../journal/journal-event.ts'
import type { Address } from '../../lib/address.ts'
import { DomainError, reasonOf } from '../../lib/errors.ts'
import type { ControlClient, Credentials } from '../ports.ts'
import { type Redact, redactReason } from '../redact.ts'
import type { Dial } from './dial.ts'
import type { NodeState } from './node-state.ts'

export interface TunnelRestartOptions {
  readonly credentials: Credentials
  readonly control: Pick<ControlClient, 'restartTunnel'>
  readonly dial: Pick<Dial, 'address'>
  readonly recorder: EventRecorder
  readonly redact: Redact
  readonly state: () => NodeState
  /** A restart came to its end, well or badly. */
  readonly onEnd: () => void
}

export interface TunnelRestart {
  /** Restarts the tunnel; a second call joins the first. Rejects with `vpn_error`. */
  restart(why: Reason): Promise<void>
  /** Breaks off a restart that is under way, and waits for its end. */
  stop(): Promise<void>
}

export function createTunnelRestart(options: TunnelRestartOptions): TunnelRestart {
  const { control, credentials, recorder, state } = options
  const life = new AbortController()
  let underWay: Promise<void> | null = null

  async function rebuild(why: Reason): Promise<void> {
    const address = controlAddress(state(), options.dial)
    record({ code: 'vpn.tunnel_restart', ...at(why) })
    try {
      await control.restartTunnel(address, credentials, life.signal)
    } catch (error) {
      const reason = redactReason(reasonOf(error), options.redact)
      if (!life.signal.aborted) record({ code: 'vpn.tunnel_restart_failed', ...at(reason) })
      throw error
    }
  }

  function at(reason: Reason) {
    return { container: state().name, state: state().verdict.state, reason }
  }

  function record(event: CodedEvent): void {
    recorder.record({ event, links: { vpn: state().name } })
  }

  return {
    restart: (why) => {
      underWay ??= rebuild(why).finally(() => {
        underWay = null
        options.onEnd()
      })
      return underWay
    },
    stop: async () => {
      life.abort()
      await Promise.allSettled([underWay])
    },
  }
}

/** Where its control server answered last, else the likeliest address. Throws `vpn_error` where there is none. */
function controlAddress({ name, container, verdict }: NodeState, dial: Pick<Dial, 'address'>): Address {
  const addresses = container?.status === 'running' ? container.controlAddresses : []
  const address = dial.address(addresses) ?? addresses[0]
  if (address) return address
  throw new DomainError('vpn_error', { code: 'tunnel_not_restarted', vpn: name, reason: verdict.reason })
}
