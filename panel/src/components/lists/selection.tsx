import { type ReactNode, useMemo, useState } from 'react'
import { useI18n } from '../../i18n/use-i18n.ts'
import { Button } from '../button.tsx'

/** What is ticked in a list; what left the list meanwhile drops out. */
export function useSelection(listed: readonly string[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const known = useMemo(() => new Set(listed), [listed])
  const selection = useMemo(() => new Set([...chosen].filter((id) => known.has(id))), [chosen, known])
  const [select] = useState(
    () => (id: string, on: boolean) =>
      setChosen((before) => {
        const next = new Set(before)
        if (on) next.add(id)
        else next.delete(id)
        return next
      }),
  )
  return { selection, select, clear: () => setChosen(new Set()) }
}

/** What can be done with all that is ticked. Below the rows: what is ticked next doesn't move away. */
export function SelectionBar({
  count,
  onClear,
  children,
}: {
  count: number
  onClear: () => void
  children: ReactNode
}) {
  const { t } = useI18n()
  if (count === 0) return null
  return (
    <div className="sticky bottom-[calc(3.5625rem+env(safe-area-inset-bottom))] z-20 flex flex-wrap items-center gap-3 rounded-b-[inherit] border-t border-line bg-accent-soft px-4 py-2 lg:bottom-0">
      <span role="status">{t.stream.selected(count)}</span>
      <Button look="ghost" className="ml-auto" onClick={onClear}>
        {t.stream.unselect}
      </Button>
      {children}
    </div>
  )
}
