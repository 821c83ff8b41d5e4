import type { ConnectionState } from '../../connection/connection-state.ts'
import type { Catalogue } from '../../i18n/en/en.ts'
import { formatDuration, timeOf } from '../../i18n/format.ts'
import type { I18n } from '../../i18n/use-i18n.ts'
import { capital } from '../incidents/incidents.ts'
import type { Issue, Overall } from './overall.ts'

const lasting = (sinceMs: number | null, nowMs: number): string | null =>
  sinceMs === null ? null : formatDuration((nowMs - sinceMs) / 1000)

function vpnSentence(
  { waiting, refused }: Extract<Issue, { kind: 'vpn' }>,
  duration: string | null,
  t: Catalogue,
): string {
  const follows = [
    waiting > 0 ? t.overall.enginesWait(waiting) : null,
    refused ? t.overall.streamsRefused : null,
  ].filter((part) => part !== null)
  const what = t.overall.vpnDown(duration)
  return follows.length === 0 ? what : `${what}: ${follows.join(', ')}`
}

/** One thing that is wrong, as a sentence that counts. */
export function issueSentence(issue: Issue, total: number, nowMs: number, t: Catalogue): string {
  const duration = lasting(issue.sinceMs, nowMs)
  switch (issue.kind) {
    case 'runtime':
      return t.overall.runtime(duration)
    case 'store':
      return t.overall.store
    case 'log':
      return t.overall.log
    case 'vpn':
      return vpnSentence(issue, duration, t)
    case 'leak':
      return t.overall.leak
    case 'blocked':
      return t.overall.blocked
    case 'unhealthy':
      return t.overall.unhealthy(issue.engines.length, total, duration)
    case 'no_free':
      return issue.healthy === 0 ? t.overall.noneHealthy : t.overall.noFree
    case 'stalled':
      return t.overall.stalled(issue.streams.length)
  }
}

function fineSentence({ engines, vpn }: Overall, t: Catalogue): string {
  const { total, healthy, starting } = engines
  const first =
    total === 0
      ? t.overall.noEngines
      : healthy === total
        ? t.overall.allHealthy(total)
        : starting > 0 && healthy === 0
          ? t.overall.starting(starting)
          : t.overall.someHealthy(healthy, total)
  const second = t.overall.vpn[vpn]
  return second === '' ? first : `${first}, ${second}`
}

/** An incident as the headline: what is wrong, for how long, and how many things more. */
function incidentSentence({ incidents }: Overall, nowMs: number, { t, incidentOf }: Words): string | null {
  const [worst, ...others] = incidents.filter(({ severity }) => severity !== 'info')
  if (worst === undefined) return null
  const sentence = capital(incidentOf(worst), worst.subject.name)
  const duration = lasting(timeOf(worst.opened_at), nowMs) ?? ''
  return t.incidents.headline(sentence, duration, others.length)
}

export type Words = Pick<I18n, 't' | 'incidentOf'>

/** The one sentence under the header. */
export function overallSentence(
  overall: Overall,
  connection: ConnectionState,
  nowMs: number,
  words: Words,
): string {
  const { t } = words
  if (connection.phase === 'signed_out') return t.overall.signedOut
  if (connection.phase === 'locked') return t.overall.locked
  if (connection.phase === 'offline') {
    const { updatedMs } = connection
    return updatedMs === null ? t.overall.neverReached : t.overall.offline(lasting(updatedMs, nowMs) ?? '')
  }
  if (!overall.known) return t.overall.waiting
  const [worst] = overall.issues
  return (
    incidentSentence(overall, nowMs, words) ??
    (worst ? issueSentence(worst, overall.engines.total, nowMs, t) : fineSentence(overall, t))
  )
}
