import { X } from 'lucide-react'
import { useCallback } from 'react'
import { useAction } from '../../../components/actions/use-action.ts'
import { Button, IconButton } from '../../../components/button.tsx'
import { cx } from '../../../components/cx.ts'
import { FaultText } from '../../../components/states/fault-text.tsx'
import { FaultLine } from '../../../components/states/states.tsx'
import { useEngines, useStatus } from '../../../fleet/live-store.ts'
import type { Engine, Status } from '../../../fleet/model.ts'
import { engineName } from '../../../fleet/names.ts'
import { type I18n, useI18n } from '../../../i18n/use-i18n.ts'
import { resetTarget } from '../api.ts'
import { engineReason } from '../engine-words.ts'
import { blockedReason } from './blocked-reason.ts'
import { startedSince } from './one-more.ts'
import { type OneMore, oneMore } from './start-one-more.ts'

/** How far it has come, by what the server lists now. */
function progressOf(engine: Engine | null, status: Status | null, i18n: I18n): string {
  const words = i18n.t.actions.provision
  if (engine === null) {
    const blocked = blockedReason(status, i18n.say)
    return blocked === null ? words.coming : words.waiting(blocked)
  }
  const name = engineName(engine)
  if (engine.health_status === 'healthy') return words.ready(name)
  const failed = engine.state === 'failed' || engine.health_status === 'unhealthy'
  return failed ? words.broken(name, engineReason(engine, i18n) ?? '') : words.starting(name)
}

const close = () => oneMore.set(null)

function Asked({ target, before }: Extract<OneMore, { state: 'asked' }>) {
  const i18n = useI18n()
  const { t } = i18n
  const status = useStatus()
  const engine = startedSince(useEngines() ?? [], before)
  const reset = useAction(
    useCallback(async () => {
      await resetTarget()
      close()
    }, []),
  )
  return (
    <>
      <span className="foreign min-w-0 flex-1 basis-60">
        {progressOf(engine, status, i18n)} {t.actions.provision.stays(target)}
      </span>
      <Button busy={reset.pending} onClick={() => void reset.run()}>
        {t.actions.scale.reset}
      </Button>
      {reset.fault && <FaultLine what={t.actions.scale.failed} fault={reset.fault} />}
    </>
  )
}

/** What came of starting one engine more, until it is dismissed. */
export function OneMoreLine({ outcome }: { outcome: Exclude<OneMore, { state: 'asking' }> }) {
  const { t } = useI18n()
  const words = t.actions.provision
  const isRefused = outcome.state !== 'asked'
  return (
    <div
      role={isRefused ? 'alert' : 'status'}
      className={cx(
        'flex basis-full flex-wrap items-center gap-2 rounded-lg py-1 pr-1 pl-3 text-left text-[0.8125rem]',
        isRefused ? 'bg-bad-soft text-bad' : 'bg-accent-soft text-ink',
      )}
    >
      {outcome.state === 'asked' && <Asked {...outcome} />}
      {outcome.state === 'full' && (
        <span className="min-w-0 flex-1">{t.actions.failed(words.failed, words.full(outcome.most))}</span>
      )}
      {outcome.state === 'failed' && (
        <span className="foreign min-w-0 flex-1">
          <FaultText what={words.failed} fault={outcome.fault} />
        </span>
      )}
      <IconButton icon={X} label={t.actions.dismiss} onClick={close} />
    </div>
  )
}
