import type { DoctorFinding, DoctorVerdict } from '@acestream-orchestrator/contract/doctor'
import { CopyButton } from '../../../components/facts.tsx'
import {
  BAD_LOOK,
  GOOD_LOOK,
  IDLE_LOOK,
  type StatusLook,
  StatusMark,
  WARNING_LOOK,
} from '../../../components/states/status-mark.tsx'
import type { DiagnosticsWords } from './words/en.ts'

export const VERDICT_LOOKS: Record<DoctorVerdict, StatusLook> = {
  ok: GOOD_LOOK,
  info: IDLE_LOOK,
  warning: WARNING_LOOK,
  error: BAD_LOOK,
}

/** What was found, what to do about it, and the text to paste. */
export function FindingRow({ finding, words }: { finding: DoctorFinding; words: DiagnosticsWords }) {
  const { check, verdict, command } = finding
  const cure = words.cureOf(finding)
  return (
    <li className="grid gap-x-4 gap-y-1 border-t border-line px-4 py-3 sm:grid-cols-[7.5rem_minmax(0,1fr)]">
      <span>
        <StatusMark {...VERDICT_LOOKS[verdict]} word={words.verdicts[verdict]} bare />
      </span>
      <div className="min-w-0">
        <p className="text-xs text-muted">{words.checks[check] ?? check}</p>
        <p className="foreign mt-0.5">{words.messageOf(finding)}</p>
        {cure !== null && (
          <p className="foreign mt-1.5 text-muted">
            {cure}
            {command === null ? '.' : ':'}
          </p>
        )}
        {command !== null && <Command text={command} />}
      </div>
    </li>
  )
}

function Command({ text }: { text: string }) {
  return (
    <div className="mt-1.5 flex items-start gap-2 rounded-lg bg-sunken py-1 pr-1 pl-3">
      <pre className="min-w-0 flex-1 py-2 font-mono text-xs break-words whitespace-pre-wrap" translate="no">
        {text}
      </pre>
      <CopyButton text={text} className="" />
    </div>
  )
}
