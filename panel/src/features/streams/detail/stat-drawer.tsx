import { useQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { IconButton } from '../../../components/button.tsx'
import { Drawer } from '../../../components/dialogs/modal.tsx'
import { CopyButton } from '../../../components/facts.tsx'
import { ErrorState, FaultLine, Skeleton } from '../../../components/states/states.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { closePart } from '../../../routing/use-route.ts'
import { fetchEngineStatistics } from '../api.ts'

/** What the engine itself says of a session, read through the orchestrator with whatever key its reads need. */
export default function StatDrawer({ id }: { id: string }) {
  const { t, f } = useI18n()
  const { data, error, refetch, isFetching, dataUpdatedAt } = useQuery({
    queryKey: ['stat', id],
    queryFn: ({ signal }) => fetchEngineStatistics(id, signal),
    staleTime: 0,
    retry: false,
  })
  const words = t.stream
  const title = (
    <div className="flex items-center gap-1">
      <div className="min-w-0 flex-1">
        <h2 className="text-base font-semibold">{words.rawStatistics}</h2>
        <p className="text-xs text-muted">{data === undefined ? t.words.loading : f.clock(dataUpdatedAt)}</p>
      </div>
      {data !== undefined && <CopyButton text={data} label={words.rawStatistics} />}
      <IconButton
        icon={RotateCw}
        label={t.connection.refreshNow}
        aria-busy={isFetching}
        onClick={() => void refetch()}
      />
    </div>
  )
  return (
    <Drawer title={title} label={words.rawStatistics} onClose={closePart}>
      {data === undefined && !error && <Skeleton className="m-5 h-48" />}
      {data === undefined && error && (
        <ErrorState title={words.rawFailed} fault={faultOf(error)} onRetry={() => void refetch()} />
      )}
      {data !== undefined && error && (
        <FaultLine what={words.rawFailed} fault={faultOf(error)} className="m-4 mb-0 sm:m-5 sm:mb-0" />
      )}
      {data !== undefined && (
        <pre className="foreign p-4 font-mono text-xs leading-5 whitespace-pre-wrap sm:p-5">{data}</pre>
      )}
    </Drawer>
  )
}
