import { EntryLine } from '../../components/lists/entry-line.tsx'
import { SectionCard } from '../../components/section-card.tsx'
import { RetryLine, Skeleton } from '../../components/states/states.tsx'
import { refreshNow } from '../../connection/connection.ts'
import { useConnection, useJournal } from '../../fleet/live-store.ts'
import { useI18n } from '../../i18n/use-i18n.ts'

const MOST_SHOWN = 8

/** Recent events, as the overview shows them. */
export function ActivitySummary() {
  const { t } = useI18n()
  const entries = useJournal()
  const { older, phase, fault } = useConnection()
  if (entries === null && older) return null
  return (
    <SectionCard title={t.activity.title} href="#/activity">
      {entries === null && fault && (
        <RetryLine what={t.activity.failedLoad} fault={fault} onRetry={refreshNow} className="p-4" />
      )}
      {entries === null && !fault && phase === 'connecting' && <Skeleton className="m-4 h-40" />}
      {entries?.length === 0 && <p className="px-4 pt-1 pb-4 text-muted">{t.activity.empty}</p>}
      <ol className="flex flex-col gap-3 px-4 pt-1 pb-4 empty:hidden">
        {entries?.slice(0, MOST_SHOWN).map((entry) => (
          <li key={entry.id} className="flex gap-3">
            <EntryLine entry={entry} />
          </li>
        ))}
      </ol>
    </SectionCard>
  )
}
