import type { DoctorReport, DoctorVerdict } from '@acestream-orchestrator/contract/doctor'
import { useQuery } from '@tanstack/react-query'
import { Check, ClipboardCopy, Stethoscope } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { KeyHint } from '../../../components/dialogs/confirm.tsx'
import { SectionCard } from '../../../components/section-card.tsx'
import { FaultLine, Skeleton } from '../../../components/states/states.tsx'
import { StatusMark } from '../../../components/states/status-mark.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import { KeyRefused } from '../../../connection/http/key-request.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { currentKey } from '../../../platform/app-settings.ts'
import { copyText } from '../../../platform/clipboard.ts'
import { fetchReport } from './api.ts'
import { FindingRow, VERDICT_LOOKS } from './finding-row.tsx'
import { reportText } from './report-text.ts'
import { useWords } from './use-words.ts'
import type { DiagnosticsWords } from './words/en.ts'

/** What is wrong comes first; within a verdict the order of the server stays. */
const BY_WEIGHT: readonly DoctorVerdict[] = ['error', 'warning', 'info', 'ok']

/** The doctor's report: examined at once where a key is at hand, else when it is asked for. */
export default function DiagnosticsSection() {
  const words = useWords()
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['doctor'],
    queryFn: fetchReport,
    enabled: currentKey() !== null,
    retry: false,
    refetchOnWindowFocus: false,
  })
  if (words === null) return <Skeleton className="h-64 rounded-[0.875rem]" />
  const examine = (
    <Button icon={Stethoscope} busy={isFetching} onClick={() => void refetch()}>
      {data ? words.again : words.examine}
    </Button>
  )
  return (
    <SectionCard title={words.title}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 pb-4">
        {data ? <Summary report={data} words={words} /> : <p className="foreign text-muted">{words.intro}</p>}
        <div className="ml-auto flex flex-wrap gap-2 max-sm:ml-0">
          {data && <CopyReport report={data} words={words} />}
          {examine}
        </div>
        {!data && currentKey() === null && <KeyHint />}
        {error && !(error instanceof KeyRefused) && (
          <FaultLine what={words.failed} fault={faultOf(error)} className="w-full" />
        )}
      </div>
      {data && <Findings report={data} words={words} />}
      {!data && isFetching && <Skeleton className="mx-4 mb-4 h-48" />}
    </SectionCard>
  )
}

interface Shown {
  readonly report: DoctorReport
  readonly words: DiagnosticsWords
}

function Summary({ report: { verdict, duration_ms }, words }: Shown) {
  const { f } = useI18n()
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1" role="status">
      <StatusMark {...VERDICT_LOOKS[verdict]} word={words.summary[verdict]} />
      <span className="text-xs text-muted">
        {words.examined(f.number(Math.max(0.1, duration_ms / 1000), 1))}
      </span>
    </p>
  )
}

function Findings({ report: { findings }, words }: Shown) {
  const sorted = findings.toSorted((a, b) => BY_WEIGHT.indexOf(a.verdict) - BY_WEIGHT.indexOf(b.verdict))
  return (
    <ul>
      {sorted.map((finding) => (
        <FindingRow key={`${finding.code} ${finding.message}`} finding={finding} words={words} />
      ))}
    </ul>
  )
}

const TOLD_MS = 1500

/** For bug reports. */
function CopyReport({ report, words }: Shown) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    setCopied(await copyText(reportText(report)))
    setTimeout(() => setCopied(false), TOLD_MS)
  }
  return (
    <Button icon={copied ? Check : ClipboardCopy} onClick={() => void copy()}>
      {copied ? words.copied : words.copy}
    </Button>
  )
}
