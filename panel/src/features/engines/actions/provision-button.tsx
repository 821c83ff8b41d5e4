import { Play } from 'lucide-react'
import { useKeyHint } from '../../../components/actions/use-key-hint.ts'
import { Button } from '../../../components/button.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { useStore } from '../../../platform/store.ts'
import { OneMoreLine } from './one-more-line.tsx'
import { oneMore, startOneMore } from './start-one-more.ts'

/** Starts one engine more by raising the target, and says which one and for how long. */
export function ProvisionButton() {
  const { t } = useI18n()
  const keyHint = useKeyHint()
  const now = useStore(oneMore)
  return (
    <>
      <Button
        look="primary"
        className="max-sm:w-full"
        icon={Play}
        title={keyHint ?? undefined}
        busy={now?.state === 'asking'}
        onClick={() => void startOneMore()}
      >
        {t.actions.provision.start}
      </Button>
      {now && now.state !== 'asking' && <OneMoreLine outcome={now} />}
    </>
  )
}
