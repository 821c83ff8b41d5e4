import type { StreamViewer } from '@acestream-orchestrator/contract/playback'
import { useQuery } from '@tanstack/react-query'
import { CircleX } from 'lucide-react'
import { Lasting } from '../../../components/ago.tsx'
import { IconButton } from '../../../components/button.tsx'
import { openDialog } from '../../../components/dialogs/open-dialog.ts'
import { ListTable } from '../../../components/lists/list-table.tsx'
import { SectionCard } from '../../../components/section-card.tsx'
import { ErrorState, Skeleton } from '../../../components/states/states.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import type { Stream } from '../../../fleet/model.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { askViewers } from './api.ts'
import type { ViewersWords } from './words/en.ts'
import { useWords } from './words/use-words.ts'

const ROW_PX = 56
const WIDE = 'max-sm:hidden'

/** What names it best: its own label, else the address it comes from. */
const nameOf = ({ label, address }: StreamViewer, words: ViewersWords) => label ?? (address || words.unnamed)

function Row({ viewer, streamId, words }: { viewer: StreamViewer; streamId: string; words: ViewersWords }) {
  const { t, f } = useI18n()
  const { id, label, address, agent, since, bytes, behind_live_s: behind = null } = viewer
  const name = nameOf(viewer, words)
  const details = [label === null ? null : address, agent || words.unnamed].filter(Boolean).join(' · ')
  return (
    <tr data-viewer={id} className="h-14 border-t border-line hover:bg-hover">
      <td className="pr-3 pl-4">
        <bdi className="foreign block truncate font-medium" title={name}>
          {name}
        </bdi>
        <bdi className="foreign block truncate text-xs text-muted" title={details}>
          {details}
        </bdi>
      </td>
      <td className={WIDE}>
        <Lasting from={since} />
      </td>
      <td>
        {f.bytes(bytes)}
        <span className="block text-xs text-muted sm:hidden">
          <Lasting from={since} />
        </span>
      </td>
      <td className={WIDE}>{behind === null ? t.words.noValue : `${f.number(behind, 1)} s`}</td>
      <td className="pr-2 text-right">
        <IconButton
          icon={CircleX}
          label={`${words.close}: ${name}`}
          onClick={() => openDialog({ kind: 'close-viewer', streamId, viewerId: id, name })}
        />
      </td>
    </tr>
  )
}

function Table({
  viewers,
  stream,
  words,
}: {
  viewers: readonly StreamViewer[]
  stream: Stream
  words: ViewersWords
}) {
  if (viewers.length === 0)
    return (
      <p className="px-4 pb-4 text-muted">
        {words.none}. <span className="text-xs">{words.noneHint}</span>
      </p>
    )
  const unlisted = viewers.length < MOST_LISTED ? 0 : (stream.viewers ?? 0) - viewers.length
  const columns = [
    { name: words.viewer, className: 'w-auto pl-4' },
    { name: words.since, className: `w-28 ${WIDE}` },
    { name: words.sent, className: 'w-24' },
    { name: words.behind, className: `w-28 ${WIDE}` },
    { name: words.close, className: 'w-12', nameless: true },
  ]
  const row = (viewer: StreamViewer) => (
    <Row key={viewer.id} viewer={viewer} streamId={stream.short_id} words={words} />
  )
  return (
    <>
      <ListTable label={words.title} columns={columns} items={viewers} rowPx={ROW_PX} row={row} />
      {unlisted > 0 && (
        <p className="border-t border-line px-4 py-3 text-xs text-muted">{words.more(unlisted)}</p>
      )}
    </>
  )
}

/** A proxy lists so many. With fewer, the two numbers differ only by when they were read. */
const MOST_LISTED = 1000

/** Who watches a stream that a proxy plays; nothing where the server keeps no list of them. */
export default function ViewersCard({ stream }: { stream: Stream }) {
  const words = useWords()
  const { data, error, refetch } = useQuery(askViewers(stream.short_id))
  if (words === null || data === null) return null
  return (
    <SectionCard title={words.title} className="overflow-clip">
      {data && <Table viewers={data} stream={stream} words={words} />}
      {!data && error && (
        <ErrorState title={words.failed} fault={faultOf(error)} onRetry={() => void refetch()} />
      )}
      {!data && !error && <Skeleton className="m-4 h-14" />}
    </SectionCard>
  )
}
