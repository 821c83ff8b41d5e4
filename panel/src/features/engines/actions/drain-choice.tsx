import { useId } from 'react'
import { useI18n } from '../../../i18n/use-i18n.ts'

const WAYS = ['remove', 'keep'] as const
/** What becomes of a drained engine once its last stream has ended. */
export type DrainWay = (typeof WAYS)[number]

interface ChoiceProps {
  readonly way: DrainWay
  readonly chosen: DrainWay
  readonly label: string
  readonly hint: string
  readonly onChoose: (way: DrainWay) => void
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

/** Whether drained engines are removed or stay for maintenance; `words`: for one or for several. */
export function DrainChoice({
  chosen,
  words,
  onChoose,
}: {
  chosen: DrainWay
  words: {
    readonly labels: Readonly<Record<DrainWay, string>>
    readonly hints: Readonly<Record<DrainWay, string>>
  }
  onChoose: (way: DrainWay) => void
}) {
  const { t } = useI18n()
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">{t.actions.drainEngine.choice}</legend>
      {WAYS.map((way) => (
        <Choice
          key={way}
          way={way}
          chosen={chosen}
          label={words.labels[way]}
          hint={words.hints[way]}
          onChoose={onChoose}
        />
      ))}
    </fieldset>
  )
}
