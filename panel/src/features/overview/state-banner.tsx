import { ArrowDown, ArrowRight, ArrowUp, KeyRound } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Button } from '../../components/button.tsx'
import { Sparkline } from '../../components/charts/sparkline.tsx'
import { cx } from '../../components/cx.ts'
import { SignInLink } from '../../components/states/fault-text.tsx'
import {
  BAD_LOOK,
  BUSY_LOOK,
  GOOD_LOOK,
  IDLE_LOOK,
  type StatusLook,
  TONE_SOFT,
  TONE_TEXT,
  WARNING_LOOK,
} from '../../components/states/status-mark.tsx'
import { type ConnectionState, isOutOfReach } from '../../connection/connection-state.ts'
import { requestKey } from '../../connection/http/key-request.ts'
import { useConnection, useStreams } from '../../fleet/live-store.ts'
import { engineHref, streamHref } from '../../fleet/names.ts'
import type { Issue, Overall } from '../../fleet/overall/overall.ts'
import { issueSentence, overallSentence } from '../../fleet/overall/overall-words.ts'
import { useOverall } from '../../fleet/overall/use-overall.ts'
import { formatDuration } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { everySecond, serverNow } from '../../platform/clock.ts'
import { useFleetLine } from './use-fleet-line.ts'

const LOOKS: Record<Overall['tone'], StatusLook> = {
  good: GOOD_LOOK,
  warn: WARNING_LOOK,
  bad: BAD_LOOK,
  none: BUSY_LOOK,
}

const lookOf = (overall: Overall, { phase }: ConnectionState): StatusLook =>
  phase === 'signed_out'
    ? WARNING_LOOK
    : phase === 'offline'
      ? BAD_LOOK
      : overall.known && overall.tone === 'none'
        ? IDLE_LOOK
        : LOOKS[overall.tone]

function targetOf(issue: Issue): string {
  if (issue.kind === 'vpn' || issue.kind === 'leak') return '#/vpn'
  if (issue.kind === 'unhealthy') {
    const [first] = issue.engines
    return issue.engines.length === 1 && first ? engineHref(first.container_id) : '#/engines?health=unhealthy'
  }
  if (issue.kind === 'stalled') {
    const [first] = issue.streams
    return issue.streams.length === 1 && first ? streamHref(first) : '#/streams'
  }
  return issue.kind === 'no_free' ? '#/engines' : '#/activity'
}

function useSentence(overall: Overall, connection: ConnectionState): string {
  const { t } = useI18n()
  return useSyncExternalStore(everySecond, () => overallSentence(overall, connection, serverNow(), t))
}

const LONGEST_REASON = 240
const cut = (text: string): string =>
  text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text

function whatIsDone(issue: Issue, dockerAnswers: boolean) {
  if (issue.kind === 'no_free' && issue.healthy === 0) return 'none_healthy'
  return issue.kind === 'unhealthy' && !dockerAnswers ? 'unhealthy_kept' : issue.kind
}

/** What is wrong, since when, why, and what is being done about it. */
function IssueRow({ issue, first, overall }: { issue: Issue; first: boolean; overall: Overall }) {
  const { t, f, say } = useI18n()
  const reason = say(issue, 'reason')
  const since = issue.sinceMs === null ? undefined : f.dateTime(issue.sinceMs)
  const sentence = useSyncExternalStore(everySecond, () =>
    issueSentence(issue, overall.engines.total, serverNow(), t),
  )
  const dockerAnswers = overall.issues.every(({ kind }) => kind !== 'runtime')
  const eta = useSyncExternalStore(everySecond, () => {
    const left = issue.kind === 'blocked' && issue.dueMs !== null ? issue.dueMs - serverNow() : 0
    return left > 0 ? t.overall.eta(formatDuration(left / 1000)) : null
  })
  return (
    <li className="flex items-center gap-3 border-t border-line py-2 first:border-t-0 last:pb-0">
      <div className="min-w-0 flex-1">
        {!first && (
          <p className="w-fit font-medium text-ink" title={since}>
            {sentence}
          </p>
        )}
        <p className="foreign text-[0.8125rem] text-muted" title={reason ?? undefined}>
          {reason && <bdi className="text-ink">{cut(reason)}. </bdi>}
          {t.overall.doing[whatIsDone(issue, dockerAnswers)]} {eta}
        </p>
      </div>
      <a
        href={targetOf(issue)}
        aria-label={`${t.overall.open}: ${sentence}`}
        className="inline-flex min-h-8 shrink-0 items-center gap-1 rounded-md pl-1 text-xs font-medium text-accent hover:underline pointer-coarse:min-h-11"
      >
        {t.overall.open}
        <ArrowRight size={14} aria-hidden />
      </a>
    </li>
  )
}

/** The total of one direction over all streams. Its width stays while the number changes. */
function Speed({ of }: { of: 'speed_down' | 'speed_up' }) {
  const { t, f } = useI18n()
  const total = (useStreams() ?? [])
    .filter((stream) => stream.status === 'started')
    .reduce((sum, stream) => sum + (stream[of] ?? 0), 0)
  const [name, Icon, color] =
    of === 'speed_down'
      ? ([t.charts.download, ArrowDown, 'text-down'] as const)
      : ([t.charts.upload, ArrowUp, 'text-up'] as const)
  return (
    <div className="flex items-center gap-1.5 lg:min-w-24 lg:flex-col lg:items-end lg:gap-0">
      <dt className="inline-flex items-center gap-1 text-xs text-muted">
        <Icon size={13} aria-hidden className={color} />
        <span className="max-[24rem]:sr-only">{name}</span>
      </dt>
      <dd className="font-semibold whitespace-nowrap lg:text-base">{f.speed(total)}</dd>
    </div>
  )
}

/** How much comes in and goes out, and the last hour of what came in: the pulse of the whole fleet. */
function Pulse({ className }: { className: string }) {
  const line = useFleetLine('speed', ['down'], (point) => point.down)
  return (
    <div className={cx('flex min-w-0 items-center gap-6', className)}>
      <Sparkline values={line} className="h-10 w-56 text-down opacity-80 max-lg:hidden 2xl:w-80" />
      <dl className="flex flex-wrap gap-x-4 gap-y-0.5 text-[0.8125rem] lg:flex-nowrap lg:gap-x-2">
        <Speed of="speed_down" />
        <Speed of="speed_up" />
      </dl>
    </div>
  )
}

/** Where the server answers no request without its key, the key can be entered right beside that message. */
function KeyButton({ connection: { fault, server } }: { connection: ConnectionState }) {
  const { t } = useI18n()
  if (fault?.kind !== 'key_missing' && fault?.kind !== 'key_wrong') return null
  const need = fault.kind === 'key_missing' ? 'missing' : 'wrong'
  return (
    <Button icon={KeyRound} className="mt-2" onClick={() => void requestKey(need, server)}>
      {t.key.enter}
    </Button>
  )
}

interface BannerProps {
  readonly overall: Overall
  readonly connection: ConnectionState
  readonly compact: boolean
}

/** The one sentence, and below it whatever is not fine. */
export function Banner({ overall, connection, compact }: BannerProps) {
  const { t, f } = useI18n()
  const sentence = useSentence(overall, connection)
  const since = isOutOfReach(connection.phase) ? connection.updatedMs : (overall.issues[0]?.sinceMs ?? null)
  const { tone, icon: Icon } = lookOf(overall, connection)
  const issues = isOutOfReach(connection.phase) ? [] : overall.issues
  // Elsewhere the section's own name is the page's heading.
  const Title = compact ? 'p' : 'h1'
  const old = isOutOfReach(connection.phase) && overall.known
  return (
    <section
      aria-label={t.overall.label}
      className={cx('flex gap-3', compact ? 'mb-4 items-center' : 'card mb-4 items-start p-4 sm:p-5')}
    >
      <span
        className={cx(
          'flex shrink-0 items-center justify-center rounded-2xl',
          compact ? 'size-8' : 'size-11',
          TONE_SOFT[tone],
          TONE_TEXT[tone],
        )}
      >
        <Icon size={compact ? 18 : 24} aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center justify-between gap-x-6 lg:min-h-11">
          <Title
            title={since === null ? undefined : f.dateTime(since)}
            className={cx(
              'min-w-0 font-semibold text-pretty lg:flex-1',
              compact ? 'text-sm' : 'text-lg leading-7 sm:text-xl',
            )}
          >
            {sentence}
          </Title>
          {!compact && overall.known && !isOutOfReach(connection.phase) && (
            <Pulse className={issues.length > 0 ? 'max-lg:hidden' : ''} />
          )}
        </div>
        {connection.fault && connection.phase !== 'live' && (
          <p className="foreign mt-0.5 text-[0.8125rem] text-muted">
            {connection.phase === 'signed_out'
              ? t.connection.signedOutHint
              : t.faults[connection.fault.kind](connection.fault)}{' '}
            {old && t.connection.staleData} {connection.phase === 'signed_out' && <SignInLink />}
          </p>
        )}
        <KeyButton connection={connection} />
        {!compact && issues.length > 0 && (
          <ul className="mt-1 max-sm:-ml-14">
            {issues.map((issue, index) => (
              <IssueRow key={issue.kind} issue={issue} first={index === 0} overall={overall} />
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

/** Is it fine? As the server tells it now. */
export function StateBanner({ compact }: { compact: boolean }) {
  return <Banner overall={useOverall()} connection={useConnection()} compact={compact} />
}
