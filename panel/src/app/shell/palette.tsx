import { Autocomplete } from '@base-ui/react/autocomplete'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { Cut } from '../../components/cut.tsx'
import { openDialog } from '../../components/dialogs/open-dialog.ts'
import { readWorld } from '../../fleet/live-store.ts'
import type { Engine, Stream, World } from '../../fleet/model.ts'
import { engineName, streamName } from '../../fleet/names.ts'
import type { Catalogue } from '../../i18n/en/en.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { settings } from '../../platform/app-settings.ts'
import { THEMES } from '../../platform/settings.ts'
import { navigate } from '../../routing/use-route.ts'
import { forgetTypedAhead, typedAhead } from '../keyboard.ts'
import { connection } from '../live.ts'
import { NAV } from './nav.tsx'

interface Command {
  readonly value: string
  readonly label: string
  readonly hint?: string
  readonly run: () => void
}

interface Group {
  readonly value: string
  readonly items: Command[]
}

const commandsOf = (t: Catalogue): Command[] => [
  { value: 'refresh', label: t.connection.refreshNow, run: () => void connection.refresh() },
  { value: 'settings', label: t.settings.title, run: () => openDialog({ kind: 'settings' }) },
  { value: 'scale', label: t.actions.scale.title, run: () => openDialog({ kind: 'scale' }) },
  { value: 'external', label: t.actions.external.add, run: () => openDialog({ kind: 'add-external' }) },
  { value: 'shortcuts', label: t.palette.shortcuts, run: () => openDialog({ kind: 'shortcuts' }) },
  ...THEMES.map((theme) => ({
    value: `theme-${theme}`,
    label: t.palette.theme(t.settings.themes[theme]),
    run: () => settings.update({ theme }),
  })),
]

const going = (section: 'engines' | 'streams', id: string) => () => navigate({ section, id })

/** What can be done to an engine, found by what is done or by its name: "restart acestream-3". */
const onEngine =
  (t: Catalogue) =>
  (engine: Engine): Command[] => {
    const name = engineName(engine)
    const command = (what: string, label: string, run: () => void): Command => ({
      value: `${what}-${engine.container_id}`,
      label: `${label} ${name}`,
      run,
    })
    const id = engine.container_id
    const logs = command('logs', t.actions.logs, () => navigate({ section: 'engines', id, part: 'logs' }))
    const remove = command('delete', engine.external ? t.actions.forget : t.actions.delete, () =>
      openDialog({ kind: 'delete-engine', id }),
    )
    if (engine.external || engine.state === 'listed') return [remove]
    const restart = command('restart', t.actions.restart, () => openDialog({ kind: 'restart-engine', id }))
    const drain = command('drain', t.actions.drain, () =>
      openDialog({ kind: 'many-engines', act: 'drain', ids: [id] }),
    )
    return [restart, logs, drain, remove]
  }

const onStream =
  (t: Catalogue) =>
  (stream: Stream): Command[] =>
    stream.status === 'ended'
      ? []
      : [
          {
            value: `stop-${stream.short_id}`,
            label: `${t.actions.stop} ${streamName(stream)}`,
            run: () => openDialog({ kind: 'stop-streams', ids: [stream.short_id] }),
          },
        ]

/** What is kept of an engine or stream is words and its id: lists outlive the palette, and the fleet of then must not. */
function groupsOf(t: Catalogue, { engines, streams }: World): Group[] {
  const groups: Group[] = [
    {
      value: t.palette.go,
      items: NAV.map(({ section }) => ({
        value: `go-${section}`,
        label: t.nav[section],
        run: () => navigate({ section }),
      })),
    },
    { value: t.palette.commands, items: commandsOf(t) },
    {
      value: t.palette.engines,
      items: (engines ?? []).map((engine) => ({
        value: `engine-${engine.container_id}`,
        label: engineName(engine),
        hint: t.engine.port(engine.port),
        run: going('engines', engine.container_id),
      })),
    },
    {
      value: t.palette.streams,
      items: (streams ?? []).map((stream) => ({
        value: `stream-${stream.short_id}`,
        label: streamName(stream),
        hint: t.stream.phase[stream.phase],
        run: going('streams', stream.short_id),
      })),
    },
    {
      value: t.palette.actions,
      items: [...(engines ?? []).flatMap(onEngine(t)), ...(streams ?? []).flatMap(onStream(t))],
    },
  ]
  return groups.filter((group) => group.items.length > 0)
}

/** Twice as many as fit: whatever is further down is found sooner by typing. */
const MOST_SHOWN = 30

/** Everything that can be gone to or done, found by typing. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  // The lists are taken as they are when the palette opens: they must not move under the cursor.
  const groups = useMemo(() => groupsOf(t, readWorld()), [t])
  useEffect(() => forgetTypedAhead, [])
  const choose = (command: Command) => {
    onClose()
    command.run()
  }
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
                          onClick={() => choose(command)}
                          className="flex min-h-10 cursor-default items-center gap-3 rounded-lg px-2.5 outline-none select-none data-highlighted:bg-accent-soft"
                        >
                          <Cut text={command.label} className="min-w-0 flex-1" />
                          {command.hint && (
                            <span className="shrink-0 text-xs text-muted">{command.hint}</span>
                          )}
                        </Autocomplete.Item>
                      )}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
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
