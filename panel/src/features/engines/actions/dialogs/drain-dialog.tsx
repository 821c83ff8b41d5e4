import { useCallback, useId, useState } from 'react'
import { runNoted } from '../../../../components/actions/action-notes.ts'
import { Confirm } from '../../../../components/dialogs/confirm.tsx'
import { useEngines } from '../../../../fleet/live-store.ts'
import { engineNameIn } from '../../../../fleet/names.ts'
import { useI18n } from '../../../../i18n/use-i18n.ts'
import { drainEngine } from '../../api.ts'
import { Replacement, StreamsThatEnd } from '../consequences.tsx'

const WAYS = ['remove', 'keep'] as const
type Way = (typeof WAYS)[number]

interface ChoiceProps {
  readonly way: Way
  readonly chosen: Way
  readonly label: string
  readonly hint: string
  readonly onChoose: (way: Way) => void
}

function Choice({ way, chosen, label, hint, onChoose }: ChoiceProps) {
  const hintId = useId()
  return (
    <label className="flex min-h-11 cursor-pointer items-start gap-3 rounded-lg border border-line px-3 py-2.5 has-checked:border-accent has-checked:bg-accent-soft">
      <input
        type="radio"
        name="drain"
        className="mt-0.5 size-4 shrink-0 accent-accent"
        checked={way === chosen}
        aria-describedby={hintId}
        onChange={() => onChoose(way)}
      />
      <span className="min-w-0">
        <span className="block font-medium text-ink">{label}</span>
        <span id={hintId} className="block text-[0.8125rem]">
          {hint}
        </span>
      </span>
    </label>
  )
}

/** Asks whether a drained engine is removed or stays for maintenance: an idle one would be gone immediately. */
export default function DrainDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useI18n()
  const words = t.actions.drainEngine
  const engines = useEngines()
  const engine = engines?.find(({ container_id }) => container_id === id)
  const isIdle = engine?.stream_count === 0 && engine.unreported_use !== true
  const [chosen, setChosen] = useState<Way>(isIdle ? 'keep' : 'remove')
  // How it goes is shown on the engine itself, as for the end of draining.
  const act = useCallback(async () => {
    void runNoted(id, words.failed, async () => {
      await drainEngine(id, chosen === 'keep')
      return null
    })
  }, [id, chosen, words])
  const hints = { remove: isIdle ? words.removeNow : words.removeLater, keep: words.keepHint }
  return (
    <Confirm
      title={words.title(engineNameIn(engines, id))}
      confirm={t.actions.drain}
      what={words.failed}
      target={id}
      act={act}
      onClose={onClose}
    >
      <StreamsThatEnd id={id} later />
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">{words.choice}</legend>
        {WAYS.map((way) => (
          <Choice
            key={way}
            way={way}
            chosen={chosen}
            label={words[way]}
            hint={hints[way]}
            onChoose={setChosen}
          />
        ))}
      </fieldset>
      {chosen === 'remove' && <Replacement id={id} />}
    </Confirm>
  )
}
