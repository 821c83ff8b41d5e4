// features/vpn/: the VPN nodes and what can be done to them.

import { useQuery } from '@tanstack/react-query'
import { EntryLine } from '../../components/lists/entry-line.tsx'
import { PageHead, SectionCard } from '../../components/section-card.tsx'
import { ErrorState, RetryLine, Skeleton } from '../../components/states/states.tsx'
import { refreshNow } from '../../connection/connection.ts'
import { faultOf } from '../../connection/http/fault.ts'
import { useConnection, useVpn } from '../../fleet/live-store.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { fetchVpnEvents } from './api.ts'
import { HowTo } from './how-to.tsx'
import { VpnNode } from './vpn-node.tsx'

const REFETCH_MS = 15_000
const MOST_SHOWN = 30

/** Reconnects, port and address changes. */
function VpnEvents() {
  const { t } = useI18n()
  const { data, error, refetch } = useQuery({
    queryKey: ['vpn-events'],
    queryFn: ({ signal }) => fetchVpnEvents(signal),
    refetchInterval: REFETCH_MS,
    retry: false,
  })
  return (
    <SectionCard title={t.vpn.events} className="mt-4">
      <div className="px-4 pt-1 pb-4">
        {error && !data && (
          <RetryLine what={t.vpn.eventsFailed} fault={faultOf(error)} onRetry={() => void refetch()} />
        )}
        {!error && !data && <Skeleton className="h-24" />}
        {data?.length === 0 && <p className="text-muted">{t.vpn.noEvents}</p>}
        <ol className="flex flex-col gap-3 empty:hidden">
          {data?.slice(0, MOST_SHOWN).map((entry) => (
            <li key={entry.id} className="flex gap-3">
              <EntryLine entry={entry} />
            </li>
          ))}
        </ol>
      </div>
    </SectionCard>
  )
}

/** The tunnels, one by one where there are several. */
export default function VpnPage() {
  const { t } = useI18n()
  const vpn = useVpn()
  const { fault, older } = useConnection()
  if (vpn === null) {
    return (
      <>
        <PageHead title={t.vpn.title} />
        <div className="card">
          {fault ? (
            <ErrorState title={t.vpn.failedLoad} fault={fault} onRetry={refreshNow} />
          ) : (
            <Skeleton className="m-4 h-48" />
          )}
        </div>
      </>
    )
  }
  const nodes = vpn.containers.length > 1 ? vpn.containers : [vpn]
  const configured = vpn.state !== 'not_configured'
  return (
    <>
      <PageHead title={t.vpn.title} />
      {!configured && (
        <div className="card">
          <HowTo />
        </div>
      )}
      {configured && (
        <div className="flex flex-col gap-grid">
          {nodes.map((node) => (
            <VpnNode key={node.container_name ?? ''} node={node} />
          ))}
        </div>
      )}
      {configured && older === false && <VpnEvents />}
    </>
  )
}
