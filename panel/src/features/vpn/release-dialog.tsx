import { VpnConfirm } from './vpn-confirm.tsx'

/** Asks before a VPN container's engines are removed so that it can be recreated. */
export default function ReleaseDialog(props: { container: string | null; onClose: () => void }) {
  return <VpnConfirm action="release" {...props} />
}
