import { openDialog } from '../../components/dialogs/open-dialog.ts'
import { SETTINGS_SECTIONS } from '../../features/settings/page/sections.ts'
import type { Engine, Stream, World } from '../../fleet/model.ts'
import { engineName, streamName } from '../../fleet/names.ts'
import type { Catalogue } from '../../i18n/en/en.ts'
import { settings } from '../../platform/app-settings.ts'
import { THEMES } from '../../platform/settings.ts'
import { navigate } from '../../routing/use-route.ts'
import { connection } from '../live.ts'
import { NAV } from './nav.tsx'

export interface Command {
  readonly value: string
  readonly label: string
  readonly hint?: string
  readonly run: () => void
}

export interface Group {
  readonly value: string
  readonly items: Command[]
}

const commandsOf = (t: Catalogue): Command[] => [
  { value: 'refresh', label: t.connection.refreshNow, run: () => void connection.refresh() },
  { value: 'settings', label: t.settings.title, run: () => openDialog({ kind: 'settings' }) },
  { value: 'scale', label: t.actions.scale.title, run: () => openDialog({ kind: 'scale' }) },
  { value: 'connect', label: t.actions.connectPlayer, run: () => openDialog({ kind: 'connect-player' }) },
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
    const drain = command('drain', t.actions.drain, () => openDialog({ kind: 'drain-engine', id }))
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
export function groupsOf(t: Catalogue, { engines, streams }: World): Group[] {
  const groups: Group[] = [
    {
      value: t.palette.go,
      items: [
        ...NAV.map(({ section }) => ({
          value: `go-${section}`,
          label: t.nav[section],
          run: () => navigate({ section }),
        })),
        ...SETTINGS_SECTIONS.map(({ name }) => ({
          value: `go-settings-${name}`,
          label: t.settings.sections[name],
          hint: t.settings.ofOrchestrator,
          run: () => navigate({ section: 'settings', id: name }),
        })),
      ],
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
