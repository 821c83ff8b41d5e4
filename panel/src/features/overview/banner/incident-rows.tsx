import { CircleCheck } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { cx } from '../../../components/cx.ts'
import {
  BAD_LOOK,
  IDLE_LOOK,
  type StatusLook,
  TONE_TEXT,
  WARNING_LOOK,
} from '../../../components/states/status-mark.tsx'
import { capital } from '../../../fleet/incidents/incidents.ts'
import type { Incident } from '../../../fleet/model.ts'
import { engineHref, streamHref } from '../../../fleet/names.ts'
import { formatDuration, timeOf } from '../../../i18n/format.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { everySecond, serverNow } from '../../../platform/clock.ts'
import { IncidentActions } from './incident-actions.tsx'
import { useLinked } from './linked-incident.tsx'

const LOOKS: Record<Incident['severity'], StatusLook> = {
  critical: BAD_LOOK,
  warning: WARNING_LOOK,
  info: IDLE_LOOK,
}

/** As many streams are named; the others are counted. */
const MOST_NAMED = 3

/** A moment ahead or behind, counted in the page. */
const useSpan = (at: string | null, sign: 1 | -1): string | null =>
  useSyncExternalStore(everySecond, () => {
    const ms = timeOf(at)
    const left = ms === null ? 0 : (ms - serverNow()) * sign
    return left > 0 || (sign === -1 && ms !== null) ? formatDuration(Math.max(0, left) / 1000) : null
  })

/** The page of what an incident is about. */
const subjectHref = ({ subject: { kind, id } }: Incident): string =>
  kind === 'engine' && id !== null
    ? engineHref(id)
    : kind === 'stream' && id !== null
      ? streamHref(id)
      : kind === 'vpn'
        ? '#/vpn'
        : kind === 'fleet'
          ? '#/engines'
          : kind === 'notifier'
            ? '#/settings/alerts'
            : '#/activity'

/** For whom it is wrong: the streams by name, and how many more. */
function Affected({ incident }: { incident: Incident }) {
  const { t } = useI18n()
  const {
    affected_streams: streams,
    affected_streams_total: total,
    affected_engines_total: engines,
  } = incident
  if (total === 0) return engines === 0 ? null : <span>{t.incidents.enginesAffected(engines)}</span>
  const named = streams.slice(0, MOST_NAMED)
  return (
    <span>
      {named.map(({ short_id, title, id }, index) => (
        <span key={short_id}>
          {index > 0 && ', '}
          <a
            href={streamHref(short_id)}
            className="text-ink underline decoration-line-strong underline-offset-2 hover:decoration-current"
          >
            {title ?? id}
          </a>
        </span>
      ))}{' '}
      {t.incidents.affected(total, total - named.length)}
    </span>
  )
}

/** Why, for whom and what is done about it; `counted`: how often it came as well. */
function Details({ incident, counted }: { incident: Incident; counted: boolean }) {
  const { t, say } = useI18n()
  const left = useSpan(incident.doing_at, 1)
  const reason = say(incident, 'reason')
  const doing = say(incident, 'doing')
  return (
    <p className="foreign flex flex-wrap gap-x-3 text-[0.8125rem] text-muted">
      {counted && incident.count > 1 && <span>{t.incidents.times(incident.count)}</span>}
      <Affected incident={incident} />
      {reason && <bdi className="line-clamp-2">{capital(reason, incident.subject.name)}</bdi>}
      {doing && (
        <span>
          {capital(doing, null)}
          {left && <span className="tabular-nums"> ({t.incidents.in(left)})</span>}
        </span>
      )}
    </p>
  )
}

/** One thing that is wrong. The first of them is the headline already: its row has the rest. */
export function OpenIncident({ incident, first }: { incident: Incident; first: boolean }) {
  const { t, f, incidentOf } = useI18n()
  const lasted = useSpan(incident.opened_at, -1)
  const opened = timeOf(incident.opened_at)
  const sentence = capital(incidentOf(incident), incident.subject.name)
  const { tone, icon: Icon } = LOOKS[incident.severity]
  const linked = useLinked(incident)
  return (
    <li
      {...linked}
      data-incident={incident.id}
      className={cx(
        linked.className,
        'flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line py-2 first:border-t-0',
      )}
    >
      <div className="min-w-0 flex-1 basis-60">
        {!first && (
          <p
            className="flex items-center gap-2 font-medium"
            title={opened === null ? undefined : f.dateTime(opened)}
          >
            <Icon size={15} aria-hidden className={cx('shrink-0', TONE_TEXT[tone])} />
            <a href={subjectHref(incident)} className="foreign min-w-0 hover:underline">
              {sentence}
            </a>
            <span className="shrink-0 text-xs font-normal text-muted tabular-nums">{lasted}</span>
            {incident.count > 1 && (
              <span className="shrink-0 text-xs font-normal text-muted">
                {t.incidents.times(incident.count)}
              </span>
            )}
          </p>
        )}
        <Details incident={incident} counted={first} />
      </div>
      <IncidentActions incident={incident} label={sentence} />
    </li>
  )
}

/** What was wrong until a moment ago, and how it ended. */
export function ResolvedIncident({ incident }: { incident: Incident }) {
  const { t, f, say, incidentOf } = useI18n()
  const at = timeOf(incident.resolved_at)
  const name = incident.subject.name ?? capital(incidentOf(incident), null)
  const linked = useLinked(incident)
  return (
    <li
      {...linked}
      data-incident={incident.id}
      className={cx(
        linked.className,
        'flex items-start gap-2 border-t border-line py-1.5 text-[0.8125rem] text-muted first:border-t-0',
      )}
    >
      <CircleCheck size={15} aria-hidden className="mt-0.5 shrink-0 text-good" />
      <span className="foreign min-w-0" title={`${t.incidents.resolved}: ${incidentOf(incident)}`}>
        {at !== null && <time className="mr-2">{f.minute(at)}</time>}
        <a href={subjectHref(incident)} className="text-ink hover:underline">
          <bdi>{name}</bdi>
        </a>
        : <bdi>{say(incident, 'outcome') ?? t.incidents.resolved}</bdi>
        {incident.count > 1 && ` · ${t.incidents.times(incident.count)}`}
      </span>
    </li>
  )
}
