import type { ScalePreview } from '@acestream-orchestrator/contract/provisioning'
import { useQuery } from '@tanstack/react-query'
import { Minus, Plus } from 'lucide-react'
import { useCallback, useDeferredValue, useState } from 'react'
import { Button, IconButton } from '../../components/button.tsx'
import { KeyHint } from '../../components/confirm.tsx'
import { Modal } from '../../components/modal.tsx'
import { FaultLine } from '../../components/states.tsx'
import { write } from '../../lib/api.ts'
import { currentKey } from '../../lib/app-settings.ts'
import { useEngines, useStatus } from '../../lib/cache.ts'
import { faultOf } from '../../lib/fault.ts'
import { useI18n } from '../../lib/i18n/use-i18n.ts'
import { engineName } from '../../lib/names.ts'
import { asRaw, list, number, text, textOrNull } from '../../lib/read.ts'
import { useAction } from '../../lib/use-action.ts'

function readPreview(value: unknown): ScalePreview {
  const raw = asRaw(value)
  return {
    scaled_to: number(raw['scaled_to']),
    starts: number(raw['starts']),
    removes: list(raw['removes'], textOrNull),
    protected: list(raw['protected'], (item) => ({
      id: text(asRaw(item)['id']),
      why: text(asRaw(item)['why']),
    })),
  }
}

/** What the chosen number would do, asked from the server while it is chosen. Needs a stored key: typing asks for none. */
function usePreview(target: number, changed: boolean) {
  return useQuery({
    queryKey: ['scale-preview', target],
    queryFn: async () => readPreview(await write('POST', `/scale/${target}?dry_run=true`)),
    enabled: changed && currentKey() !== null,
    retry: false,
    staleTime: 2_000,
  })
}

function Preview({ target, changed }: { target: number; changed: boolean }) {
  const { t } = useI18n()
  const engines = useEngines() ?? []
  const { data, error } = usePreview(target, changed)
  const words = t.actions.scale
  if (!changed) return null
  if (error) return <FaultLine what={words.previewFailed} fault={faultOf(error)} />
  if (!data) return <KeyHint />
  const nameOf = (id: string) =>
    engineName(
      engines.find(({ container_id }) => container_id === id) ?? { container_id: id, container_name: null },
    )
  const nothing = data.starts === 0 && data.removes.length === 0
  return (
    <ul className="foreign flex flex-col gap-1 rounded-lg bg-sunken px-3 py-2.5 text-[0.8125rem]">
      {data.scaled_to !== target && <li>{words.clamped(data.scaled_to)}</li>}
      {data.starts > 0 && <li>{words.starts(data.starts)}</li>}
      {data.removes.length > 0 && <li>{words.removes(data.removes.map(nameOf))}</li>}
      {data.protected.length > 0 && <li>{words.protected(data.protected.map(({ id }) => nameOf(id)))}</li>}
      {nothing && <li>{words.nothing}</li>}
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
  const [target, setTarget] = useState(start)
  const settled = useDeferredValue(target)
  const least = capacity?.min_replicas ?? 0
  const most = capacity?.max_replicas ?? 999
  const apply = useAction(
    useCallback(async () => {
      await write('POST', `/scale/${target}`)
      onClose()
    }, [target, onClose]),
  )
  const reset = useAction(
    useCallback(async () => {
      await write('DELETE', '/scale')
      onClose()
    }, [onClose]),
  )
  const fault = apply.fault ?? reset.fault
  const change = (next: number) => setTarget(Math.min(most, Math.max(least, next)))
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
          <Button look="primary" busy={apply.pending} onClick={() => void apply.run()}>
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
            disabled={target <= least}
            onClick={() => change(target - 1)}
            className="size-11 border border-line"
          />
          <input
            type="number"
            data-first
            inputMode="numeric"
            aria-label={words.label}
            min={least}
            max={most}
            value={target}
            onChange={(event) => change(Number(event.target.value) || 0)}
            className="h-14 w-24 [appearance:textfield] rounded-xl border border-line-strong bg-sunken text-center text-3xl font-semibold [&::-webkit-inner-spin-button]:appearance-none"
          />
          <IconButton
            icon={Plus}
            label={words.more}
            disabled={target >= most}
            onClick={() => change(target + 1)}
            className="size-11 border border-line"
          />
        </div>
        <div aria-live="polite" className="min-h-10">
          <Preview target={settled} changed={settled !== start} />
        </div>
        {fault && <FaultLine what={words.failed} fault={fault} />}
      </div>
    </Modal>
  )
}
