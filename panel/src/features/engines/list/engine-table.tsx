import { memo } from 'react'
import { Ago } from '../../../components/ago.tsx'
import { cx } from '../../../components/cx.ts'
import { ListTable } from '../../../components/lists/list-table.tsx'
import { MenuButton } from '../../../components/menus/menu-button.tsx'
import { EngineMark } from '../../../components/states/status-mark.tsx'
import type { Engine } from '../../../fleet/model.ts'
import { engineHref, engineName } from '../../../fleet/names.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { useSettings } from '../../../platform/app-settings.ts'
import { engineMenu } from '../actions/engine-menu.ts'
import { engineReason } from '../engine-words.ts'

const ROW_PX = { comfortable: 44, compact: 36 }

const Row = memo(function Row({ engine }: { engine: Engine }) {
  const i18n = useI18n()
  const { t, f } = i18n
  const name = engineName(engine)
  const reason = engineReason(engine, i18n)
  const none = t.words.noValue
  return (
    <tr
      data-engine={engine.container_id}
      className={cx(
        'h-row border-t border-line hover:bg-hover',
        (engine.stale || engine.state === 'removing') && 'dimmed',
      )}
    >
      <td className="pr-2 pl-4 max-sm:pl-3">
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
      <td className="max-xl:hidden">{engine.memory_bytes === null ? none : f.bytes(engine.memory_bytes)}</td>
      <td className="max-xl:hidden">{engine.uptime_24h === null ? none : f.percent(engine.uptime_24h)}</td>
      <td className="max-md:hidden">
        <Ago at={engine.last_stream_usage} />
      </td>
      <td className="max-lg:hidden">
        <Ago at={engine.last_health_check} />
      </td>
      <td className="pr-2 text-right">
        <MenuButton label={t.words.menuFor(name)} items={() => engineMenu(engine, t)} />
      </td>
    </tr>
  )
})

const row = (engine: Engine) => <Row key={engine.container_id} engine={engine} />

/** The dense view: a row each. */
export function EngineTable({ engines }: { engines: readonly Engine[] }) {
  const { t } = useI18n()
  const { density } = useSettings()
  const words = t.engine
  const columns = [
    { name: words.name, className: 'w-auto pl-4 max-sm:pl-3 xl:w-44 2xl:w-56' },
    { name: words.portColumn, className: 'w-16 max-sm:hidden' },
    { name: words.healthColumn, className: 'w-32 max-sm:w-26 xl:w-auto' },
    { name: words.streams, className: 'w-20 max-sm:w-17' },
    { name: words.down, className: 'w-28 max-md:hidden' },
    { name: words.peers, className: 'w-16 max-lg:hidden' },
    { name: words.cpu, className: 'w-16 max-lg:hidden' },
    { name: words.memory, className: 'w-24 max-xl:hidden' },
    { name: words.uptime, className: 'w-28 max-xl:hidden' },
    { name: words.lastUsed, className: 'w-24 max-md:hidden' },
    { name: words.checked, className: 'w-24 max-lg:hidden' },
    { name: t.words.menuFor(words.title), className: 'w-12', nameless: true },
  ]
  return (
    <div className="card overflow-clip">
      <ListTable label={words.title} columns={columns} items={engines} rowPx={ROW_PX[density]} row={row} />
    </div>
  )
}
