import { Activity, HeartPulse, type LucideIcon, MonitorPlay, Server, Shield } from 'lucide-react'
import type { Entry } from '../../fleet/model.ts'
import { engineHref, streamHref } from '../../fleet/names.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { Ago } from '../ago.tsx'
import { cx } from '../cx.ts'
import {
  BAD_LOOK,
  type StatusLook,
  StatusMark,
  TONE_SOFT,
  TONE_TEXT,
  WARNING_LOOK,
} from '../states/status-mark.tsx'

const ICONS: Record<Entry['event_type'], LucideIcon> = {
  engine: Server,
  stream: MonitorPlay,
  vpn: Shield,
  health: HeartPulse,
  system: Activity,
}

const SEVERITY_LOOKS: Record<Entry['severity'], StatusLook | null> = {
  critical: BAD_LOOK,
  warning: WARNING_LOOK,
  info: null,
}

function Links({ entry }: { entry: Entry }) {
  const { t } = useI18n()
  return (
    <>
      {entry.container_id && (
        <a href={engineHref(entry.container_id)} className="text-accent hover:underline">
          {t.activity.openEngine}
        </a>
      )}
      {entry.stream_id && (
        <a
          href={streamHref(entry.stream_short_id ?? entry.stream_id)}
          className="text-accent hover:underline"
        >
          {t.activity.openStream}
        </a>
      )}
    </>
  )
}

/** One journal entry: its type, how bad it is, what happened, when, and which engine or stream it concerns. */
export function EntryLine({ entry, links = true }: { entry: Entry; links?: boolean }) {
  const { t, messageOf } = useI18n()
  const message = messageOf(entry)
  const Icon = ICONS[entry.event_type]
  const look = SEVERITY_LOOKS[entry.severity]
  return (
    <>
      <span
        title={t.activity.type[entry.event_type]}
        className={cx(
          'mt-0.5 flex size-7 shrink-0 items-center justify-center rounded-lg',
          look ? cx(TONE_SOFT[look.tone], TONE_TEXT[look.tone]) : 'bg-sunken text-muted',
        )}
      >
        <Icon size={15} aria-hidden />
        <span className="sr-only">{t.activity.type[entry.event_type]}</span>
      </span>
      <div className="min-w-0 flex-1">
        <p className="foreign line-clamp-4 text-[0.8125rem]" title={message}>
          <bdi>{message}</bdi>
        </p>
        <p className="flex flex-wrap items-center gap-x-3 text-xs text-muted">
          {look ? (
            <StatusMark {...look} word={t.activity.severities[entry.severity]} bare />
          ) : (
            <span className="sr-only">{t.activity.severities.info}</span>
          )}
          <Ago at={entry.timestamp} />
          {links && <Links entry={entry} />}
        </p>
      </div>
    </>
  )
}
