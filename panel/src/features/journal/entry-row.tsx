import { ChevronRight } from 'lucide-react'
import { EntryLine } from '../../components/lists/entry-line.tsx'
import { timeOf } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import type { Row } from './fold.ts'

/** A line of the timeline; what it stands for as well opens under it. */
export function EntryRow({ row: { entry, folded } }: { row: Row }) {
  const { t, f } = useI18n()
  const at = timeOf(entry.timestamp) ?? 0
  return (
    <li
      data-entry={entry.id}
      data-item
      // biome-ignore lint/a11y/noNoninteractiveTabindex: entries are walked by arrow keys
      tabIndex={0}
      className="border-b border-line px-4 py-2.5 -outline-offset-2 [content-visibility:auto] hover:bg-hover"
    >
      <div className="flex gap-3">
        <time
          dateTime={entry.timestamp}
          title={f.dateTime(at)}
          className="w-20 shrink-0 pt-1 text-xs text-muted max-sm:hidden"
        >
          {f.clock(at)}
        </time>
        <EntryLine entry={entry} />
      </div>
      {folded.length > 0 && (
        <details className="group mt-1 ml-10 sm:ml-33">
          <summary className="inline-flex min-h-8 cursor-pointer list-none items-center gap-1 rounded-md text-xs font-medium text-muted hover:text-ink pointer-coarse:min-h-11">
            <ChevronRight size={14} aria-hidden className="group-open:rotate-90" />
            {t.activity.folded(folded.length)}
          </summary>
          <ol className="mt-1 flex flex-col gap-2 border-l-2 border-line pl-3">
            {folded.map((one) => (
              <li key={one.id} className="flex gap-3">
                <EntryLine entry={one} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  )
}
