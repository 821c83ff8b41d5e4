import { VpnConfirm } from './vpn-confirm.tsx'

/** Asks before the tunnel is restarted: that interrupts streams behind it. */
export default function RestartDialog(props: { container: string | null; onClose: () => void }) {
  return <VpnConfirm action="restart" {...props} />
}
