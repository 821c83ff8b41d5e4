import { CircleStop } from 'lucide-react'
import { memo } from 'react'
import { Lasting } from '../../../components/ago.tsx'
import { IconButton } from '../../../components/button.tsx'
import { Cut } from '../../../components/cut.tsx'
import { cx } from '../../../components/cx.ts'
import { openDialog } from '../../../components/dialogs/open-dialog.ts'
import { Checkbox } from '../../../components/fields.tsx'
import { ListTable } from '../../../components/lists/list-table.tsx'
import { StreamMark } from '../../../components/states/status-mark.tsx'
import { useConnection } from '../../../fleet/live-store.ts'
import type { Stream } from '../../../fleet/model.ts'
import { engineHref, engineName, streamHref, streamName } from '../../../fleet/names.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { SpeedLine } from './speed-line.tsx'
import { STREAM_RANKINGS } from './stream-rankings.ts'

/** Two lines of text: the title, and what it is. */
const ROW_PX = 56

/** From which width of the window on a column is shown: the name of a stream keeps its room. */
const SHOWN = {
  phase: 'max-sm:hidden',
  engine: 'max-md:hidden',
  viewers: 'max-xl:hidden',
  peers: 'max-lg:hidden',
  down: 'max-sm:hidden',
  up: 'max-xl:hidden',
  duration: 'max-lg:hidden',
  line: 'max-[90rem]:hidden',
}

interface RowProps {
  readonly stream: Stream
  readonly selected: boolean
  /** Some stream has viewers: only a proxy knows its own. */
  readonly viewers: boolean
  readonly onSelect?: ((id: string, on: boolean) => void) | undefined
}

function Title({ stream }: { stream: Stream }) {
  const { t, f } = useI18n()
  const name = streamName(stream)
  return (
    <>
      <a
        href={streamHref(stream.short_id)}
        data-item
        title={name}
        className="block truncate font-medium hover:underline"
      >
        <bdi>{name}</bdi>
      </a>
      <span className="one-line gap-x-2 text-xs text-muted sm:hidden">
        <StreamMark stream={stream} bare />
        {stream.speed_down !== null && <span>{f.speed(stream.speed_down)}</span>}
        {stream.peers !== null && <span>{t.stream.peers(stream.peers)}</span>}
      </span>
      <span className="block truncate text-xs text-muted max-sm:hidden">
        {stream.is_live ? t.stream.live : t.stream.vod} · {t.stream.keyType[stream.key_type]}
      </span>
    </>
  )
}

/** Stops one stream. An older server can't be asked to. */
function StopButton({ stream }: { stream: Stream }) {
  const { t } = useI18n()
  const { older } = useConnection()
  return (
    <IconButton
      icon={CircleStop}
      label={older ? t.connection.older : `${t.actions.stop}: ${streamName(stream)}`}
      disabled={older === true || stream.status === 'ended'}
      onClick={() => openDialog({ kind: 'stop-streams', ids: [stream.short_id] })}
    />
  )
}

const Row = memo(function Row({ stream, selected, viewers, onSelect }: RowProps) {
  const { t, f, say } = useI18n()
  const none = t.words.noValue
  return (
    <tr
      data-stream={stream.id}
      data-phase={stream.phase}
      className={cx('h-14 border-t border-line', selected ? 'bg-accent-soft' : 'hover:bg-hover')}
    >
      {onSelect && (
        <td className="pl-3 max-sm:pl-1">
          <Checkbox
            aria-label={t.stream.select(streamName(stream))}
            checked={selected}
            onChange={(on) => onSelect(stream.short_id, on)}
            className="size-9 justify-center max-sm:size-11"
          />
        </td>
      )}
      <td className={cx('pr-3', onSelect ? 'pl-4 max-sm:pl-0' : 'pl-4')}>
        <Title stream={stream} />
      </td>
      <td className={cx('pr-3', SHOWN.phase)} title={say(stream, 'phase_reason') ?? undefined}>
        <StreamMark stream={stream} bare />
        {stream.phase_reason && (
          <bdi className="block truncate text-xs text-muted">{say(stream, 'phase_reason')}</bdi>
        )}
      </td>
      <td className={cx('pr-3', SHOWN.engine)}>
        <a href={engineHref(stream.container_id)} className="block text-muted hover:text-ink hover:underline">
          <Cut text={engineName(stream)} />
        </a>
      </td>
      {viewers && (
        <td className={SHOWN.viewers}>{stream.viewers === null ? none : f.number(stream.viewers)}</td>
      )}
      <td className={SHOWN.peers}>{stream.peers === null ? none : f.number(stream.peers)}</td>
      <td className={SHOWN.down}>{stream.speed_down === null ? none : f.speed(stream.speed_down)}</td>
      <td className={SHOWN.up}>{stream.speed_up === null ? none : f.speed(stream.speed_up)}</td>
      <td className={SHOWN.duration}>
        <Lasting from={stream.started_at} until={stream.ended_at} />
      </td>
      <td className={cx('pr-3', SHOWN.line)}>
        <SpeedLine id={stream.short_id} />
      </td>
      <td className="pr-2 text-right">
        <StopButton stream={stream} />
      </td>
    </tr>
  )
})

interface StreamTableProps {
  readonly streams: readonly Stream[]
  readonly selection?: ReadonlySet<string>
  readonly onSelect?: (id: string, on: boolean) => void
}

/** Running streams, a row each. */
export function StreamTable({ streams, selection, onSelect }: StreamTableProps) {
  const { t } = useI18n()
  const words = t.stream.columns
  const viewers = streams.some((stream) => stream.viewers !== null)
  const by = (name: string) => ({ by: name, first: STREAM_RANKINGS[name]?.first ?? 'low' })
  const columns = [
    ...(onSelect ? [{ name: t.stream.select(''), className: 'w-12', nameless: true }] : []),
    { name: words.title, className: cx('w-auto', onSelect ? 'pl-4 max-sm:pl-0' : 'pl-4'), sort: by('title') },
    { name: words.phase, className: cx('w-42 min-[90rem]:w-54 2xl:w-72', SHOWN.phase), sort: by('phase') },
    { name: words.engine, className: cx('w-32', SHOWN.engine), sort: by('engine') },
    ...(viewers ? [{ name: words.viewers, className: cx('w-24', SHOWN.viewers), sort: by('viewers') }] : []),
    { name: words.peers, className: cx('w-16', SHOWN.peers), sort: by('peers') },
    { name: words.down, className: cx('w-28', SHOWN.down), sort: by('down') },
    { name: words.up, className: cx('w-28', SHOWN.up), sort: by('up') },
    { name: words.duration, className: cx('w-24', SHOWN.duration), sort: by('duration') },
    { name: words.line, className: cx('w-36', SHOWN.line) },
    { name: t.actions.stop, className: 'w-12', nameless: true },
  ]
  const row = (stream: Stream) => (
    <Row
      key={stream.short_id}
      stream={stream}
      selected={selection?.has(stream.short_id) ?? false}
      viewers={viewers}
      onSelect={onSelect}
    />
  )
  return <ListTable label={t.stream.title} columns={columns} items={streams} rowPx={ROW_PX} row={row} />
}
