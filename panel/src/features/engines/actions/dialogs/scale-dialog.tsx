import { useQuery } from '@tanstack/react-query'
import { Minus, Plus } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useAction } from '../../../../components/actions/use-action.ts'
import { Button, IconButton } from '../../../../components/button.tsx'
import { KeyHint } from '../../../../components/dialogs/confirm.tsx'
import { Modal } from '../../../../components/dialogs/modal.tsx'
import { FaultLine } from '../../../../components/states/states.tsx'
import { faultOf } from '../../../../connection/http/fault.ts'
import { useEngines, useStatus } from '../../../../fleet/live-store.ts'
import { engineNameIn } from '../../../../fleet/names.ts'
import { useI18n } from '../../../../i18n/use-i18n.ts'
import { useLater } from '../../../../platform/use-later.ts'
import { FLEET_TARGET, previewTarget, resetTarget, setTarget } from '../../api.ts'

/** What the chosen number would do, fetched from the server while the number changes. */
function usePreview(target: number | null) {
  return useQuery({
    queryKey: ['scale-preview', target],
    queryFn: ({ signal }) => previewTarget(target, signal),
    enabled: target !== null,
    retry: false,
    staleTime: 2_000,
  })
}

const MOST_NAMED = 8

function Preview({ target }: { target: number | null }) {
  const { t } = useI18n()
  const engines = useEngines()
  const { data, error } = usePreview(target)
  const words = t.actions.scale
  const fault = error && faultOf(error)
  // The key dialog opens when the number is applied.
  if (fault?.kind === 'key_missing') return null
  if (fault) return <FaultLine what={words.previewFailed} fault={fault} />
  if (!data) return null
  const few = (ids: readonly string[]) => {
    const names = ids.slice(0, MOST_NAMED).map((id) => engineNameIn(engines, id))
    return ids.length > MOST_NAMED ? [...names, t.words.more(ids.length - MOST_NAMED)] : names
  }
  const nothing = data.starts === 0 && data.removes.length === 0
  return (
    <ul className="foreign flex flex-col gap-1 rounded-lg bg-sunken px-3 py-2.5 text-[0.8125rem]">
      {nothing && <li>{words.nothing}</li>}
      {data.scaled_to !== target && <li>{words.clamped(data.scaled_to)}</li>}
      {data.starts > 0 && <li>{words.starts(data.starts)}</li>}
      {data.removes.length > 0 && <li>{words.removes(few(data.removes))}</li>}
      {data.protected.length > 0 && <li>{words.protected(few(data.protected.map(({ id }) => id)))}</li>}
    </ul>
  )
}

/** Sets how many engines there should be, or gives the choice back to the orchestrator. */
export default function ScaleDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  const words = t.actions.scale
  const capacity = useStatus()?.capacity
  const known = useEngines()?.length ?? 1
  const start = capacity?.scale ?? capacity?.wanted ?? known
  const least = capacity?.min_replicas ?? 0
  const most = capacity?.max_replicas ?? 999
  const [typed, setTyped] = useState(String(start))
  const number = /^\d+$/.test(typed) ? Number(typed) : null
  const target = number !== null && number >= least && number <= most ? number : null
  const settled = useLater(target)
  const step = (by: number) => setTyped(String(Math.min(most, Math.max(least, (number ?? start) + by))))
  const elsewhere = { target: FLEET_TARGET, what: words.failed }
  const apply = useAction(
    useCallback(async () => {
      await setTarget(target)
      onClose()
    }, [target, onClose]),
    elsewhere,
  )
  const reset = useAction(
    useCallback(async () => {
      await resetTarget()
      onClose()
    }, [onClose]),
    elsewhere,
  )
  const fault = apply.fault ?? reset.fault
  return (
    <Modal
      title={words.title}
      onClose={onClose}
      description={capacity && words.hint(least, most)}
      footer={
        <>
          {capacity && capacity.scale !== null && (
            <Button busy={reset.pending} onClick={() => void reset.run()} className="sm:mr-auto">
              {words.reset}
            </Button>
          )}
          <Button
            look="primary"
            busy={apply.pending}
            disabled={target === null}
            onClick={() => void apply.run()}
          >
            {words.apply}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex items-center justify-center gap-3 py-2">
          <IconButton
            icon={Minus}
            label={words.fewer}
            disabled={number !== null && number <= least}
            onClick={() => step(-1)}
            className="size-11 border border-line"
          />
          <input
            data-first
            inputMode="numeric"
            autoComplete="off"
            aria-label={words.label}
            aria-invalid={target === null}
            value={typed}
            onChange={(event) => setTyped(event.target.value.trim())}
            onKeyDown={({ key }) => {
              if (key === 'ArrowUp') step(1)
              if (key === 'ArrowDown') step(-1)
            }}
            className="h-14 w-24 rounded-xl border border-line-strong bg-sunken text-center text-3xl font-semibold aria-invalid:border-bad"
          />
          <IconButton
            icon={Plus}
            label={words.more}
            disabled={number !== null && number >= most}
            onClick={() => step(1)}
            className="size-11 border border-line"
          />
        </div>
        <div aria-live="polite" className="min-h-10">
          {target === null ? (
            <p className="text-center text-bad">{words.expected(least, most)}</p>
          ) : (
            !fault && <Preview target={settled === start ? null : settled} />
          )}
        </div>
        <KeyHint />
        {fault && <FaultLine what={words.failed} fault={fault} />}
      </div>
    </Modal>
  )
}
