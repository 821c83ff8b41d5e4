import type { VpnEvents } from '@acestream-orchestrator/contract/events/vpn'
import type { Wording } from '../wording.ts'

export const vpnEvents: Wording<VpnEvents> = {}
