import type { ImageCheck } from '@acestream-orchestrator/contract/provisioning'
import { RefreshCw } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useAction } from '../../../components/actions/use-action.ts'
import { Button } from '../../../components/button.tsx'
import { SectionCard } from '../../../components/section-card.tsx'
import { FaultLine } from '../../../components/states/states.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { checkImage } from './api.ts'
import { ImageUpdateRow } from './image-update.tsx'
import { useWords } from './words/use-words.ts'

/** Whether the registry has a newer image than the one that engines are created from. */
export function ImageCard() {
  const words = useWords().image
  const [answer, setAnswer] = useState<ImageCheck | null>(null)
  const check = useAction(
    useCallback(async () => {
      setAnswer(null)
      setAnswer(await checkImage())
    }, []),
  )
  return (
    <SectionCard title={words.title}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 pt-1 pb-4">
        <div role="status" className="foreign min-w-0 flex-1 basis-64 text-xs break-words text-muted">
          {answer ? <Answer answer={answer} /> : <p>{words.about}</p>}
        </div>
        <Button icon={RefreshCw} busy={check.pending} onClick={() => void check.run()}>
          {words.check}
        </Button>
        {check.fault && <FaultLine what={words.failed} fault={check.fault} className="w-full" />}
      </div>
      <ImageUpdateRow />
    </SectionCard>
  )
}

function Answer({ answer }: { answer: ImageCheck }) {
  const words = useWords().image
  const { say } = useI18n()
  return (
    <>
      {answer.state === 'newer' && (
        <>
          <p className="text-sm font-medium text-ink">{words.newer}</p>
          <p>{words.pull(answer.image)}</p>
        </>
      )}
      {answer.state === 'current' && <p className="text-sm text-good">{words.current}</p>}
      {answer.state === 'unknown' && <p>{words.unknown(say(answer, 'reason') ?? '')}</p>}
      {answer.outdated_engines > 0 && <p>{words.outdated(answer.outdated_engines)}</p>}
    </>
  )
}
