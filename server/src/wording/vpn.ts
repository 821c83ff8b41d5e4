import type { VpnReasons } from '@acestream-orchestrator/contract/reasons/vpn'
import type { Wording } from './wording.ts'

export const vpnWording: Wording<VpnReasons> = {}
