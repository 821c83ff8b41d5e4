import { CircleX, LoaderCircle, X } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../components/button.tsx'
import { cx } from '../../components/cx.ts'
import { isOutOfReach } from '../../connection/connection-state.ts'
import { useConnection, useJobs } from '../../fleet/live-store.ts'
import type { Job } from '../../fleet/model.ts'
import { useI18n } from '../../i18n/use-i18n.ts'

function progressText(job: Job, { t, f }: ReturnType<typeof useI18n>): string {
  const show = (value: number) =>
    job.unit === 'bytes'
      ? f.bytes(value)
      : `${f.number(value)}${job.total === null && job.unit ? ` ${job.unit}` : ''}`
  if (job.total === null) return job.done > 0 ? show(job.done) : ''
  const words = job.unit.startsWith('engines') ? t.actions.job.ready : t.actions.job.progress
  return words(show(job.done), show(job.total))
}

function JobLine({ job, old, onDismiss }: { job: Job; old: boolean; onDismiss: () => void }) {
  const i18n = useI18n()
  const failed = job.state === 'failed'
  const title = i18n.say(job, 'title') ?? ''
  const share = job.total ? Math.min(1, job.done / job.total) : null
  return (
    <li className={cx('card relative flex items-center gap-3 overflow-hidden px-4 py-2.5', old && 'dimmed')}>
      {failed ? (
        <CircleX size={16} aria-hidden className="shrink-0 text-bad" />
      ) : (
        <LoaderCircle size={16} aria-hidden className={cx('shrink-0 text-accent', !old && 'animate-spin')} />
      )}
      <span className="foreign min-w-0 flex-1">
        {failed ? i18n.t.actions.job.failed(title) : title}
        {job.error && <span className="text-muted"> · {i18n.say(job, 'error')}</span>}
      </span>
      {failed ? (
        <IconButton icon={X} label={i18n.t.actions.dismiss} onClick={onDismiss} className="-my-2 -mr-2" />
      ) : (
        <span className="shrink-0 text-muted">{progressText(job, i18n)}</span>
      )}
      {!failed && (
        <progress
          aria-label={title}
          className="absolute inset-x-0 bottom-0 h-0.5 w-full appearance-none [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-transparent [&::-webkit-progress-value]:bg-accent"
          {...(share === null ? {} : { value: share, max: 1 })}
        />
      )}
    </li>
  )
}

const MOST_SHOWN = 4

/** Long actions on their way (an image pull with its bytes, a scaling with engines ready), and what failed of them. */
export function JobsStrip() {
  const { t } = useI18n()
  const old = isOutOfReach(useConnection().phase)
  const [dismissed, setDismissed] = useState<readonly string[]>([])
  const open = (useJobs() ?? []).filter((job) => job.state !== 'done' && !dismissed.includes(job.id))
  const shown = open.slice(0, MOST_SHOWN)
  if (shown.length === 0) return null
  return (
    <ul aria-label={t.actions.job.label} className="mb-4 grid gap-2 lg:grid-cols-2">
      {shown.map((job) => (
        <JobLine key={job.id} job={job} old={old} onDismiss={() => setDismissed([...dismissed, job.id])} />
      ))}
    </ul>
  )
}
