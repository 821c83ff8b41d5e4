import { useQuery } from '@tanstack/react-query'
import { useEngines, useStatus, useStreams } from '../../../fleet/live-store.ts'
import type { Stream } from '../../../fleet/model.ts'
import { streamName } from '../../../fleet/names.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { fetchRemoval } from '../api.ts'
import { blockedReason } from './blocked-reason.ts'

const MOST_NAMED = 5

/** Streams by name, as many as a dialog has room for. */
export function StreamNames({ streams }: { streams: readonly Stream[] }) {
  const { t } = useI18n()
  return (
    <ul className="mt-1.5 flex flex-col gap-0.5 border-l-2 border-line pl-3">
      {streams.slice(0, MOST_NAMED).map((stream) => (
        <li key={stream.short_id} className="truncate" title={streamName(stream)}>
          {streamName(stream)}
        </li>
      ))}
      {streams.length > MOST_NAMED && <li>{t.words.more(streams.length - MOST_NAMED)}</li>}
    </ul>
  )
}

/** Those whose viewers the proxy moves to other engines. */
export function MovedStreams({ streams }: { streams: readonly Stream[] }) {
  const { t } = useI18n()
  const words = t.actions.consequences
  if (streams.length === 0) return null
  return (
    <div>
      <p className="text-ink">{words.move(streams.length)}</p>
      <StreamNames streams={streams} />
      <p className="mt-1.5">{words.moveLater}</p>
    </div>
  )
}

/** The streams that end with the engine and those that the proxy moves, by name, and the player that reports none. */
export function StreamsThatEnd({ id, later = false }: { id: string; later?: boolean }) {
  const { t } = useI18n()
  const words = t.actions.consequences
  const engine = useEngines()?.find(({ container_id }) => container_id === id)
  const streams = (useStreams() ?? []).filter(
    (stream) => stream.container_id === id && stream.status === 'started',
  )
  const moved = streams.filter(({ source }) => source === 'proxy')
  const others = streams.filter(({ source }) => source !== 'proxy')
  const isUsedUnreported = engine?.unreported_use === true
  if (streams.length === 0)
    return <p className="text-ink">{isUsedUnreported ? words.unreported(later) : words.idle}</p>
  return (
    <>
      {others.length > 0 && (
        <div>
          <p className="text-ink">{later ? words.playOn(others.length) : words.end(others.length)}</p>
          <StreamNames streams={others} />
          {!later && <p className="mt-1.5">{words.startAgain}</p>}
        </div>
      )}
      <MovedStreams streams={moved} />
    </>
  )
}

/** Whether another engine takes its place, as the server plans it, and what stands in the way. */
export function Replacement({ id }: { id: string }) {
  const { t, say } = useI18n()
  const words = t.actions.consequences
  const status = useStatus()
  const { data, error } = useQuery({
    queryKey: ['removal', id],
    queryFn: ({ signal }) => fetchRemoval(id, signal),
    retry: false,
    staleTime: 0,
  })
  if (error || data === null) return <p>{words.mayReplace}</p>
  if (!data) return <p>{t.words.loading}</p>
  if (!data.replacement) return <p>{words.noReplacement(data.wanted)}</p>
  const blocked = blockedReason(status, say)
  return <p>{blocked === null ? words.replacement(data.wanted) : words.replacementLater(blocked)}</p>
}
