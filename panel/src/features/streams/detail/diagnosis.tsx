import type { DiagnosisCode } from '@acestream-orchestrator/contract/reasons/diagnosis'
import { Ago } from '../../../components/ago.tsx'
import { cx } from '../../../components/cx.ts'
import {
  BAD_LOOK,
  BUSY_LOOK,
  GOOD_LOOK,
  IDLE_LOOK,
  type StatusLook,
  TONE_SOFT,
  TONE_TEXT,
  WARNING_LOOK,
} from '../../../components/states/status-mark.tsx'
import { capital } from '../../../fleet/incidents/incidents.ts'
import type { Stream } from '../../../fleet/model.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'

const LOOKS: Record<DiagnosisCode, StatusLook> = {
  starting: BUSY_LOOK,
  few_peers: WARNING_LOOK,
  engine_overloaded: WARNING_LOOK,
  engine_hangs: BAD_LOOK,
  vpn_reconnecting: BAD_LOOK,
  fine: GOOD_LOOK,
  unknown: IDLE_LOOK,
}

/** Why it stutters, or that nothing here explains it: one line. Older servers don't say. */
export function Diagnosis({ stream }: { stream: Stream }) {
  const { t, say } = useI18n()
  const { diagnosis = null, diagnosis_data: data, diagnosis_since: since = null } = stream
  if (diagnosis === null || stream.status === 'ended' || data?.code === 'starting') return null
  const { tone, icon: Icon } = (data && LOOKS[data.code]) ?? IDLE_LOOK
  return (
    <p
      data-diagnosis={data?.code}
      className={cx('mb-4 flex items-start gap-2.5 rounded-lg px-3 py-2.5', TONE_SOFT[tone])}
    >
      <Icon size={17} aria-hidden className={cx('mt-px shrink-0', TONE_TEXT[tone])} />
      <span className="foreign min-w-0 flex-1">
        <span className="sr-only">{t.stream.diagnosis}: </span>
        <bdi>
          {capital(say({ diagnosis, ...(data ? { diagnosis_data: data } : {}) }, 'diagnosis') ?? '', null)}
        </bdi>
      </span>
      {since && <Ago at={since} className="shrink-0 text-xs text-muted" />}
    </p>
  )
}
