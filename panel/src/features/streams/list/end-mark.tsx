import { CircleSlash, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react'
import { StatusMark } from '../../../components/states/status-mark.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { endReasonWord, endTone } from './stream-list.ts'

const ICONS: Record<ReturnType<typeof endTone>, LucideIcon> = {
  bad: OctagonX,
  warn: TriangleAlert,
  idle: CircleSlash,
}

/** Why a stream ended: red where something broke, amber where it is in doubt whether somebody was watching. */
export function EndMark({ reason }: { reason: string | null }) {
  const { t } = useI18n()
  const word = endReasonWord(reason, t.stream.endReason)
  if (word === null) return t.words.noValue
  const tone = endTone(reason)
  return <StatusMark tone={tone} icon={ICONS[tone]} word={word} bare />
}
