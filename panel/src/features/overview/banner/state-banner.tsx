import { ChevronDown, KeyRound } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { Button } from '../../../components/button.tsx'
import { cx } from '../../../components/cx.ts'
import { SignInLink } from '../../../components/states/fault-text.tsx'
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
import { type ConnectionState, isOutOfReach } from '../../../connection/connection-state.ts'
import { requestKey } from '../../../connection/http/key-request.ts'
import { resolvedIncidents } from '../../../fleet/incidents/incidents.ts'
import { useConnection, useIncidents } from '../../../fleet/live-store.ts'
import type { Incident } from '../../../fleet/model.ts'
import type { Overall } from '../../../fleet/overall/overall.ts'
import { overallSentence } from '../../../fleet/overall/overall-words.ts'
import { useOverall } from '../../../fleet/overall/use-overall.ts'
import { timeOf } from '../../../i18n/format.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { everySecond, serverNow } from '../../../platform/clock.ts'
import { useHeld } from '../../../platform/use-held.ts'
import { OpenIncident, ResolvedIncident } from './incident-rows.tsx'
import { IssueRow } from './issue-row.tsx'
import { LinkedIncidentOver } from './linked-incident.tsx'
import { Pulse } from './pulse.tsx'

const LOOKS: Record<Overall['tone'], StatusLook> = {
  good: GOOD_LOOK,
  warn: WARNING_LOOK,
  bad: BAD_LOOK,
  none: BUSY_LOOK,
}

const lookOf = (overall: Overall, { phase }: ConnectionState): StatusLook =>
  phase === 'signed_out' || phase === 'locked'
    ? WARNING_LOOK
    : phase === 'offline'
      ? BAD_LOOK
      : overall.known && overall.tone === 'none'
        ? IDLE_LOOK
        : LOOKS[overall.tone]

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
  /** Resolved a moment ago, the latest first. */
  readonly resolved?: readonly Incident[]
}

/** The one sentence, and since when it holds on hover. */
function Headline({ overall, connection, compact }: BannerProps) {
  const i18n = useI18n()
  const sentence = useSyncExternalStore(everySecond, () =>
    overallSentence(overall, connection, serverNow(), i18n),
  )
  const [worst] = overall.incidents
  const since = isOutOfReach(connection.phase)
    ? connection.updatedMs
    : worst
      ? timeOf(worst.opened_at)
      : (overall.issues[0]?.sinceMs ?? null)
  // Elsewhere the section's own name is the page's heading.
  const Title = compact ? 'p' : 'h1'
  return (
    <Title
      title={since === null ? undefined : i18n.f.dateTime(since)}
      className={cx(
        'foreign min-w-0 font-semibold text-pretty lg:flex-1',
        compact ? 'text-sm' : 'text-lg leading-7 sm:text-xl',
      )}
    >
      {compact && worst ? (
        <a href="#/" className="hover:underline">
          {sentence}
        </a>
      ) : (
        sentence
      )}
    </Title>
  )
}

/** Why nothing is known at present, and what can be done about that. */
function Fault({ overall, connection }: BannerProps) {
  const { t } = useI18n()
  const { fault, phase } = connection
  if (!fault || phase === 'live') return null
  return (
    <p className="foreign mt-0.5 text-[0.8125rem] text-muted">
      {phase === 'signed_out' ? t.connection.signedOutHint : t.faults[fault.kind](fault)}{' '}
      {isOutOfReach(phase) && overall.known && t.connection.staleData}{' '}
      {phase === 'signed_out' && <SignInLink />}
    </p>
  )
}

/** More would push the streams off the first screen of a phone. */
const RESOLVED_AT_ONCE = { calm: 2, besideOpen: 1 }

/** The latest ones; the others are shown on request. */
function Resolved({ incidents, calm }: { incidents: readonly Incident[]; calm: boolean }) {
  const { t } = useI18n()
  const [all, setAll] = useState(false)
  const folded = all ? 0 : Math.max(0, incidents.length - RESOLVED_AT_ONCE[calm ? 'calm' : 'besideOpen'])
  return (
    <>
      {incidents.slice(0, incidents.length - folded).map((incident) => (
        <ResolvedIncident key={incident.id} incident={incident} />
      ))}
      {folded > 0 && (
        <li className="border-t border-line pt-1">
          <Button look="ghost" icon={ChevronDown} className="-ml-3" onClick={() => setAll(true)}>
            {t.incidents.moreResolved(folded)}
          </Button>
        </li>
      )}
    </>
  )
}

/** Everything that is not fine, and what was not until a moment ago. Its rows come and go while nobody presses anything. */
function Rows({ overall, resolved = [] }: BannerProps) {
  const shape = [...overall.issues.map(({ kind }) => kind), ...overall.incidents, ...resolved]
    .map((row) => (typeof row === 'string' ? row : `${row.id}${row.state}`))
    .join()
  const shown = useHeld({ overall, resolved }, shape)
  const { issues, incidents } = shown.overall
  if (issues.length + incidents.length + shown.resolved.length === 0) return null
  const [worst] = incidents
  return (
    <ul className="mt-1 max-sm:-ml-14">
      {issues.map((issue, index) => (
        <IssueRow key={issue.kind} issue={issue} first={index === 0} overall={shown.overall} />
      ))}
      {incidents.map((incident) => (
        <OpenIncident
          key={incident.id}
          incident={incident}
          first={incident === worst && incident.severity !== 'info'}
        />
      ))}
      <Resolved incidents={shown.resolved} calm={issues.length + incidents.length === 0} />
    </ul>
  )
}

/** Is it fine, and if not: what is wrong, for whom, since when, what is done about it and what can be done. */
export function Banner(props: BannerProps) {
  const { overall, connection, compact } = props
  const { t } = useI18n()
  const { tone, icon: Icon } = lookOf(overall, connection)
  const reached = !isOutOfReach(connection.phase)
  const isFine = overall.issues.length + overall.incidents.length === 0
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
        <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-6 lg:min-h-11">
          <Headline {...props} />
          {!compact && overall.known && reached && <Pulse className={isFine ? '' : 'max-lg:hidden'} />}
        </div>
        <Fault {...props} />
        <KeyButton connection={connection} />
        {!compact && reached && <Rows {...props} />}
        {!compact && reached && (
          <LinkedIncidentOver shown={[...overall.incidents, ...(props.resolved ?? [])]} />
        )}
      </div>
    </section>
  )
}

const NONE: readonly Incident[] = []

/** Those resolved a moment ago, until their time is over. */
function useResolved(): readonly Incident[] {
  const incidents = useIncidents() ?? NONE
  const ids = useSyncExternalStore(everySecond, () =>
    resolvedIncidents(incidents, serverNow())
      .map(({ id }) => id)
      .join(),
  )
  return ids === '' ? NONE : resolvedIncidents(incidents, serverNow())
}

/** The overall state, as the server reports it now. */
export function StateBanner({ compact }: { compact: boolean }) {
  return (
    <Banner overall={useOverall()} connection={useConnection()} compact={compact} resolved={useResolved()} />
  )
}
