import { memo } from 'react'
import { Ago } from '../../../components/ago.tsx'
import { cx } from '../../../components/cx.ts'
import { Checkbox } from '../../../components/fields.tsx'
import { ListTable } from '../../../components/lists/list-table.tsx'
import { MenuButton } from '../../../components/menus/menu-button.tsx'
import { EngineMark } from '../../../components/states/status-mark.tsx'
import type { Engine } from '../../../fleet/model.ts'
import { engineHref, engineName } from '../../../fleet/names.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { useSettings } from '../../../platform/app-settings.ts'
import { engineMenu } from '../actions/engine-menu.ts'
import { engineReason } from '../engine-words.ts'
import { ENGINE_RANKINGS, missedChecks } from './engine-list.ts'

const ROW_PX = { comfortable: 44, compact: 36 }

/** Figures that rank engines. */
function Ranked({ engine }: { engine: Engine }) {
  const { t, f } = useI18n()
  const none = t.words.noValue
  const { uptime_24h: uptime, probe_latency_ms: latencyMs } = engine
  return (
    <>
      <td className="max-xl:hidden">{uptime === null ? none : f.percent(uptime)}</td>
      <td className="max-xl:hidden">{latencyMs === null ? none : `${f.number(latencyMs)} ms`}</td>
      <td className="max-xl:hidden">{f.number(missedChecks(engine))}</td>
    </>
  )
}

/** What it does, as far as there is room. */
function Figures({ engine }: { engine: Engine }) {
  const { t, f } = useI18n()
  const none = t.words.noValue
  return (
    <>
      <td>
        {engine.max_streams === null
          ? f.number(engine.stream_count)
          : t.words.of(f.number(engine.stream_count), f.number(engine.max_streams))}
      </td>
      <td className="max-md:hidden">{engine.speed_down === null ? none : f.speed(engine.speed_down)}</td>
      <td className="max-lg:hidden">{engine.peers === null ? none : f.number(engine.peers)}</td>
      <td className="max-lg:hidden">
        {engine.cpu_percent === null ? none : `${f.number(engine.cpu_percent)} %`}
      </td>
      <td className="max-2xl:hidden">{engine.memory_bytes === null ? none : f.bytes(engine.memory_bytes)}</td>
      <Ranked engine={engine} />
      <td className="max-md:hidden">
        <Ago at={engine.last_stream_usage} />
      </td>
      <td className="max-lg:hidden">
        <Ago at={engine.last_health_check} />
      </td>
    </>
  )
}

interface RowProps {
  readonly engine: Engine
  readonly selected: boolean
  readonly onSelect: ((id: string, on: boolean) => void) | undefined
}

const Row = memo(function Row({ engine, selected, onSelect }: RowProps) {
  const i18n = useI18n()
  const { t } = i18n
  const name = engineName(engine)
  const reason = engineReason(engine, i18n)
  return (
    <tr
      data-engine={engine.container_id}
      className={cx(
        'h-row border-t border-line',
        selected ? 'bg-accent-soft' : 'hover:bg-hover',
        (engine.stale || engine.state === 'removing') && 'dimmed',
      )}
    >
      {onSelect && (
        <td className="pl-3 max-sm:hidden">
          <Checkbox
            aria-label={t.engine.select(name)}
            checked={selected}
            disabled={engine.external || engine.state === 'removing'}
            onChange={(on) => onSelect(engine.container_id, on)}
            className="size-9 justify-center"
          />
        </td>
      )}
      <td className={cx('pr-2', onSelect ? 'pl-2 max-sm:pl-3' : 'pl-4 max-sm:pl-3')}>
        <span className="one-line gap-x-1.5">
          <a
            href={engineHref(engine.container_id)}
            data-item
            title={name}
            className="max-w-full truncate font-medium hover:underline"
          >
            {name}
          </a>
          <span className="text-faint sm:hidden">{engine.port}</span>
        </span>
      </td>
      <td className="max-sm:hidden">{engine.port}</td>
      <td title={reason ?? undefined}>
        <span className="flex items-center gap-2 pr-4 max-sm:pr-1 [&>:first-child]:shrink-0">
          <EngineMark engine={engine} bare />
          {reason && <bdi className="truncate text-xs text-muted max-xl:hidden">{reason}</bdi>}
        </span>
      </td>
      <Figures engine={engine} />
      <td className="pr-2 text-right">
        <MenuButton label={t.words.menuFor(name)} items={() => engineMenu(engine, t)} />
      </td>
    </tr>
  )
})

/** The dense view: a row each. */
export function EngineTable({
  engines,
  selection,
  onSelect,
}: {
  engines: readonly Engine[]
  selection?: ReadonlySet<string>
  onSelect?: ((id: string, on: boolean) => void) | undefined
}) {
  const { t } = useI18n()
  const { density } = useSettings()
  const words = t.engine
  const by = (name: keyof typeof ENGINE_RANKINGS & string) => ({
    by: name,
    first: ENGINE_RANKINGS[name]?.first ?? 'low',
  })
  const columns = [
    ...(onSelect ? [{ name: t.engine.select(''), className: 'w-12 max-sm:hidden', nameless: true }] : []),
    {
      name: words.name,
      className: cx('w-auto xl:w-40 2xl:w-52', onSelect ? 'pl-2 max-sm:pl-3' : 'pl-4 max-sm:pl-3'),
      sort: by('name'),
    },
    { name: words.portColumn, className: 'w-16 max-sm:hidden', sort: by('port') },
    { name: words.healthColumn, className: 'w-32 max-sm:w-26 xl:w-auto', sort: by('health') },
    { name: words.streams, className: 'w-20 max-sm:w-17', sort: by('streams') },
    { name: words.down, className: 'w-28 max-md:hidden', sort: by('speed') },
    { name: words.peers, className: 'w-16 max-lg:hidden', sort: by('peers') },
    { name: words.cpu, className: 'w-16 max-lg:hidden', sort: by('cpu') },
    { name: words.memory, className: 'w-24 max-2xl:hidden', sort: by('memory') },
    { name: words.uptime, className: 'w-28 max-xl:hidden', sort: by('uptime') },
    { name: words.latencyColumn, className: 'w-20 max-xl:hidden', sort: by('latency') },
    { name: words.failures, className: 'w-20 max-xl:hidden', sort: by('failures') },
    { name: words.lastUsed, className: 'w-24 max-md:hidden', sort: by('used') },
    { name: words.checked, className: 'w-24 max-lg:hidden', sort: by('checked') },
    { name: t.words.menuFor(words.title), className: 'w-12', nameless: true },
  ]
  const row = (engine: Engine) => (
    <Row
      key={engine.container_id}
      engine={engine}
      selected={selection?.has(engine.container_id) ?? false}
      onSelect={onSelect}
    />
  )
  return <ListTable label={words.title} columns={columns} items={engines} rowPx={ROW_PX[density]} row={row} />
}
