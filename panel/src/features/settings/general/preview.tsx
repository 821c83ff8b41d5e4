import type { SettingsPreview } from '@acestream-orchestrator/contract/settings'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { useWords } from './words/use-words.ts'

const MOST_NAMED = 6

/** What saving would start and stop, as the orchestrator plans it. */
export function Preview({ preview }: { preview: SettingsPreview }) {
  const words = useWords()
  const { say } = useI18n()
  const { plan } = preview
  if (plan === null) return null
  const said = ({ message, reason_data }: { readonly message: string; readonly reason_data: object }) =>
    say({ reason: message, ...{ reason_data } }, 'reason')
  const few = (engines: readonly { readonly name: string }[]) => {
    const names = engines.slice(0, MOST_NAMED).map(({ name }) => name)
    return [...names, ...(engines.length > MOST_NAMED ? [words.more(engines.length - MOST_NAMED)] : [])].join(
      ', ',
    )
  }
  const lines = [
    plan.starts > 0 && words.starts(plan.starts),
    plan.stops.length > 0 && words.stops(few(plan.stops)),
    plan.recreates.length > 0 && words.recreates(few(plan.recreates)),
    plan.kept.length > 0 && words.kept(few(plan.kept)),
    plan.blocked && said(plan.blocked),
    ...plan.notes.map(said),
  ].filter((line) => typeof line === 'string')
  return (
    <ul aria-label={words.preview} className="foreign flex min-w-0 flex-1 flex-col gap-0.5 text-[0.8125rem]">
      {lines.length === 0 && <li className="text-muted">{words.nothing}</li>}
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
