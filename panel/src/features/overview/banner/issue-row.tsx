import { ArrowRight } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { engineHref, streamHref } from '../../../fleet/names.ts'
import type { Issue, Overall } from '../../../fleet/overall/overall.ts'
import { issueSentence } from '../../../fleet/overall/overall-words.ts'
import { formatDuration } from '../../../i18n/format.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { everySecond, serverNow } from '../../../platform/clock.ts'

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

const LONGEST_REASON = 240
const cut = (text: string): string =>
  text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text

function whatIsDone(issue: Issue, dockerAnswers: boolean) {
  if (issue.kind === 'no_free' && issue.healthy === 0) return 'none_healthy'
  return issue.kind === 'unhealthy' && !dockerAnswers ? 'unhealthy_kept' : issue.kind
}

/** When it is tried again, where that is known. */
function useEta(issue: Issue): string | null {
  const { t } = useI18n()
  return useSyncExternalStore(everySecond, () => {
    const left = issue.kind === 'blocked' && issue.dueMs !== null ? issue.dueMs - serverNow() : 0
    return left > 0 ? t.overall.eta(formatDuration(left / 1000)) : null
  })
}

/** What the page finds wrong itself (an older server reports no incidents): since when, why, and what is being done. */
export function IssueRow({ issue, first, overall }: { issue: Issue; first: boolean; overall: Overall }) {
  const { t, f, say } = useI18n()
  const reason = say(issue, 'reason')
  const since = issue.sinceMs === null ? undefined : f.dateTime(issue.sinceMs)
  const sentence = useSyncExternalStore(everySecond, () =>
    issueSentence(issue, overall.engines.total, serverNow(), t),
  )
  const dockerAnswers = overall.issues.every(({ kind }) => kind !== 'runtime')
  const eta = useEta(issue)
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
