import type { ProbeRecord } from '@acestream-orchestrator/contract/engine'
import { ChartBox } from '../../../components/charts/chart.tsx'
import { condensed } from '../../../components/charts/condense.ts'
import { type Point, withGaps } from '../../../components/charts/gaps.ts'
import { boundsOf } from '../../../components/charts/range.ts'
import { RangeControl, useRange } from '../../../components/charts/range-control.tsx'
import { ErrorState, Skeleton } from '../../../components/states/states.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import { timeOf } from '../../../i18n/format.ts'
import { type I18n, useI18n } from '../../../i18n/use-i18n.ts'
import { serverNow } from '../../../platform/clock.ts'
import { useIncidentMarks } from '../../incidents/use-incident-marks.ts'
import { useHealthHistory } from './engine-history.ts'

const answered = (checks: readonly ProbeRecord[]): Point[] =>
  withGaps(checks.map(({ ts, ok, latency_ms: ms }) => ({ x: timeOf(ts) ?? 0, y: ok ? ms : null })))

const missed = (checks: readonly ProbeRecord[], waited: (ms: number) => string, say: I18n['say']): Point[] =>
  checks
    .filter(({ ok }) => !ok)
    .map((check) => ({
      x: timeOf(check.ts) ?? 0,
      y: 0,
      note: [say(check, 'reason'), check.latency_ms === null ? null : waited(check.latency_ms)]
        .filter((part) => part !== null)
        .join(' · '),
    }))

const UPTIME_SPANS = [
  { span: '24h', text: '24 h' },
  { span: '7d', text: '7 d' },
] as const

/** How fast the engine answered each check, and which it missed. */
export function HealthChart({ id }: { id: string }) {
  const { t, f, say } = useI18n()
  const range = useRange('1h')
  const { data, error, refetch } = useHealthHistory(id, range)
  const words = t.engine
  const { fromMs, toMs } = boundsOf(range, serverNow())
  const marks = useIncidentMarks({ fromMs, toMs }, ({ subject }) => subject.id === id)
  if (error && !data) {
    return <ErrorState title={words.historyFailed} fault={faultOf(error)} onRetry={() => void refetch()} />
  }
  const checks = (data?.checks ?? []).filter(({ ts }) => (timeOf(ts) ?? 0) <= toMs)
  const misses = missed(checks, (ms) => `${f.number(ms)} ms`, say)
  return (
    <div>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <p className="text-xs text-muted">
          {UPTIME_SPANS.map(({ span, text }) => {
            const fraction = data?.uptime[span] ?? null
            return (
              <span key={span} className="mr-4">
                {words.uptimeOver(text)}{' '}
                <b className="font-semibold text-ink">
                  {fraction === null ? t.words.noValue : f.percent(fraction)}
                </b>
              </span>
            )
          })}
        </p>
        <RangeControl range={range} narrow />
      </div>
      {data ? (
        <ChartBox
          label={words.checksSummary(checks.length - misses.length, checks.length)}
          empty={words.noChecks}
          fromMs={fromMs}
          toMs={toMs}
          marks={marks}
          left={{ title: t.charts.latencyAxis, format: (ms) => f.number(ms), whole: true }}
          series={[
            {
              name: t.charts.latency,
              color: '--good',
              axis: 'left',
              points: condensed(answered(checks), fromMs, toMs),
            },
            { name: t.charts.missed, color: '--bad', axis: 'left', points: misses, marks: true },
          ]}
        />
      ) : (
        <Skeleton className="h-72" />
      )}
    </div>
  )
}
