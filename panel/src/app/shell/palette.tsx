import { Autocomplete } from '@base-ui/react/autocomplete'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { useEffect, useEffectEvent, useMemo } from 'react'
import { Cut } from '../../components/cut.tsx'
import { readWorld } from '../../fleet/live-store.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { enteredAhead, forgetTypedAhead, typedAhead } from '../keyboard.ts'
import { type Command, type Group, groupsOf } from './palette-commands.ts'

/** Twice as many as fit: whatever is further down is found sooner by typing. */
const MOST_SHOWN = 30

/** What was found, by group. */
function Found({ onChoose }: { onChoose: (command: Command) => void }) {
  return (
    <Autocomplete.List className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5 empty:hidden">
      {(group: Group) => (
        <Autocomplete.Group key={group.value} items={group.items}>
          <Autocomplete.GroupLabel className="px-2.5 pt-2.5 pb-1 text-xs font-medium text-faint">
            {group.value}
          </Autocomplete.GroupLabel>
          <Autocomplete.Collection>
            {(command: Command) => (
              <Autocomplete.Item
                key={command.value}
                value={command}
                onClick={() => onChoose(command)}
                className="flex min-h-10 cursor-default items-center gap-3 rounded-lg px-2.5 outline-none select-none data-highlighted:bg-accent-soft"
              >
                <Cut text={command.label} className="min-w-0 flex-1" />
                {command.hint && <span className="shrink-0 text-xs text-muted">{command.hint}</span>}
              </Autocomplete.Item>
            )}
          </Autocomplete.Collection>
        </Autocomplete.Group>
      )}
    </Autocomplete.List>
  )
}

/** Everything that can be gone to or done, found by typing. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  // The lists are taken as they are when the palette opens: they must not move under the cursor.
  const groups = useMemo(() => groupsOf(t, readWorld()), [t])
  const { contains } = Autocomplete.useFilter()
  const choose = (command: Command) => {
    onClose()
    command.run()
  }
  const runTypedAhead = useEffectEvent(() => {
    if (!enteredAhead()) return
    const all = groups.flatMap(({ items }) => items)
    const first = all.find((command) => contains(command, typedAhead()))
    if (first) choose(first)
  })
  useEffect(() => {
    runTypedAhead()
    return forgetTypedAhead
  }, [])
  return (
    <CSPProvider disableStyleElements>
      <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
        <Dialog.Portal>
          <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
          <Dialog.Popup
            aria-label={t.palette.title}
            className="fixed inset-x-3 top-[max(0.75rem,10vh)] z-50 mx-auto flex max-h-[70dvh] max-w-xl flex-col overflow-hidden rounded-2xl border border-line bg-raised text-ink shadow-float"
          >
            <Autocomplete.Root
              open
              inline
              items={groups}
              defaultValue={typedAhead()}
              autoHighlight="always"
              keepHighlight
              limit={MOST_SHOWN}
            >
              <div className="flex items-center gap-3 border-b border-line px-4">
                <Search size={17} aria-hidden className="shrink-0 text-muted" />
                <Autocomplete.Input
                  aria-label={t.palette.placeholder}
                  placeholder={t.palette.placeholder}
                  className="h-13 w-full bg-transparent text-base outline-none placeholder:text-faint"
                />
              </div>
              <Autocomplete.Empty>
                <p className="px-4 py-6 text-center text-muted">{t.palette.empty}</p>
              </Autocomplete.Empty>
              <Found onChoose={choose} />
              <div className="flex items-center justify-between border-t border-line px-4 py-2 text-xs text-muted">
                <span>{t.palette.hint}</span>
                <Dialog.Close className="rounded-md px-2 py-1 font-medium hover:bg-hover sm:sr-only">
                  {t.words.close}
                </Dialog.Close>
              </div>
            </Autocomplete.Root>
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
    </CSPProvider>
  )
}
