import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import type { VpnEvents } from '@acestream-orchestrator/contract/events/vpn'
import type { NodeState } from '../node/node-state.ts'

export type VpnEvent = Extract<CodedEvent, { code: keyof VpnEvents }>

/** What every event of a VPN container holds. */
export function at({
  name,
  verdict,
}: NodeState): Pick<VpnEvents['vpn.degraded'], 'container' | 'state' | 'reason'> {
  return { container: name, state: verdict.state, reason: verdict.reason }
}

export function ipOf({ control }: NodeState): string | null {
  return control?.kind === 'ok' ? control.publicIp : null
}
