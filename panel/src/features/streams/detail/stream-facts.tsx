import { useQuery } from '@tanstack/react-query'
import { Ago, Lasting } from '../../../components/ago.tsx'
import { Fact, Facts, Identifier } from '../../../components/facts.tsx'
import { useEngines } from '../../../fleet/live-store.ts'
import type { Stream } from '../../../fleet/model.ts'
import { engineHref, engineName, streamHref } from '../../../fleet/names.ts'
import { timeOf } from '../../../i18n/format.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { EndMark } from '../list/end-mark.tsx'
import { askStream } from './ask-stream.ts'

function Moments({ stream }: { stream: Stream }) {
  const { t, f } = useI18n()
  const words = t.stream
  const started = timeOf(stream.started_at)
  const ended = timeOf(stream.ended_at)
  return (
    <>
      <Fact name={words.started}>{started === null ? t.words.noValue : f.dateTime(started)}</Fact>
      {ended !== null && <Fact name={words.ended}>{f.dateTime(ended)}</Fact>}
      <Fact name={words.duration}>
        <Lasting from={stream.started_at} until={stream.ended_at} />
      </Fact>
      {stream.end_reason && (
        <Fact name={words.columns.reason}>
          <EndMark reason={stream.end_reason} />
        </Fact>
      )}
      {stream.replaced_by && (
        <Fact name={words.replacedBy}>
          <a
            href={streamHref(stream.replaced_by_short_id ?? stream.replaced_by)}
            className="text-accent hover:underline"
          >
            {stream.replaced_by}
          </a>
        </Fact>
      )}
      {stream.status === 'started' && (
        <Fact name={words.lastSample}>
          <Ago at={stream.last_sample_at} />
        </Fact>
      )}
    </>
  )
}

/** What is known of the session. */
export function StreamFacts({ stream }: { stream: Stream }) {
  const { t, f } = useI18n()
  const words = t.stream
  const engine = useEngines()?.find(({ container_id }) => container_id === stream.container_id)
  const bytes = (value: number | null) => (value === null ? t.words.noValue : f.bytes(value))
  const firstData = stream.time_to_first_data_ms
  return (
    <section className="card p-card">
      <h2 className="mb-3 font-semibold">{words.session}</h2>
      <Facts className="grid-cols-2">
        <Fact name={words.id} wide>
          <Identifier text={stream.id} label={words.id} />
        </Fact>
        <Fact name={words.playbackSession} wide>
          <Identifier text={stream.playback_session_id} label={words.playbackSession} />
        </Fact>
        <Fact name={`${words.key} · ${words.keyType[stream.key_type]}`} wide>
          <Identifier text={stream.key} label={words.key} />
        </Fact>
        <Fact name={words.engine}>
          <a href={engineHref(stream.container_id)} className="text-accent hover:underline">
            {engineName(engine ?? stream)}
          </a>
        </Fact>
        <Fact name={words.kind}>{stream.is_live ? words.live : words.vod}</Fact>
        <Moments stream={stream} />
        <Fact name={words.downloaded}>{bytes(stream.downloaded)}</Fact>
        <Fact name={words.uploaded}>{bytes(stream.uploaded)}</Fact>
        {stream.figures && <Fact name={words.source}>{words.sources[stream.source]}</Fact>}
        {stream.engine_status && <Fact name={words.engineStatus}>{stream.engine_status}</Fact>}
        {firstData !== null && <Fact name={words.firstData}>{f.number(firstData / 1000, 1)} s</Fact>}
      </Facts>
    </section>
  )
}

const AVERAGES_EVERY_MS = 10_000

/** Averages and peaks, where the server keeps them. Live updates carry each reading but not these, so they are fetched. */
export function StreamPeaks({ stream: listed }: { stream: Stream }) {
  const { t, f } = useI18n()
  const isStarted = listed.status === 'started'
  const { data } = useQuery({
    ...askStream(listed.short_id),
    enabled: isStarted && listed.figures,
    refetchInterval: AVERAGES_EVERY_MS,
    staleTime: 0,
  })
  const stream = (isStarted && data) || listed
  const words = t.stream
  const speed = (value: number | null) => (value === null ? t.words.noValue : f.speed(value))
  if (!stream.figures) return null
  return (
    <section className="card p-card">
      <h2 className="mb-3 font-semibold">{words.averages}</h2>
      <Facts className="grid-cols-2 sm:grid-cols-3">
        <Fact name={words.averageDown}>{speed(stream.avg_speed_down)}</Fact>
        <Fact name={words.averageUp}>{speed(stream.avg_speed_up)}</Fact>
        <Fact name={words.peakDown}>{speed(stream.peak_speed_down)}</Fact>
        <Fact name={words.peakUp}>{speed(stream.peak_speed_up)}</Fact>
        <Fact name={words.peakPeers}>
          {stream.peak_peers === null ? t.words.noValue : f.number(stream.peak_peers)}
        </Fact>
      </Facts>
    </section>
  )
}
