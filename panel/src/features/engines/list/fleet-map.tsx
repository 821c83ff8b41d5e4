import { memo } from 'react'
import { cx } from '../../../components/cx.ts'
import { moveByArrows } from '../../../components/lists/arrow-keys.ts'
import { engineIcon, engineTone, type StatusTone } from '../../../components/states/status-mark.tsx'
import type { Engine } from '../../../fleet/model.ts'
import { engineHref, engineName } from '../../../fleet/names.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'

const TILE: Record<StatusTone, string> = {
  good: 'bg-good-soft text-good hover:border-good',
  bad: 'bg-bad-soft text-bad border-bad/60 hover:border-bad',
  warn: 'bg-warn-soft text-warn hover:border-warn',
  idle: 'bg-idle-soft text-idle hover:border-idle',
  accent: 'bg-accent-soft text-accent hover:border-accent',
}

const Tile = memo(function Tile({ engine }: { engine: Engine }) {
  const { t, say } = useI18n()
  const Icon = engineIcon(engine)
  const words = [
    engineName(engine),
    t.engine.port(engine.port),
    t.engine.health[engine.health_status],
    t.plural.streams(engine.stream_count),
    say(engine, 'health_reason'),
  ]
  const label = words.filter((word) => word).join(' · ')
  return (
    <a
      href={engineHref(engine.container_id)}
      data-item
      data-engine={engine.container_id}
      title={label}
      aria-label={label}
      className={cx(
        'flex h-9 items-center justify-center gap-1 rounded-md border border-transparent text-[0.6875rem] font-semibold pointer-coarse:h-11',
        TILE[engineTone(engine)],
        engine.stale && 'dimmed',
      )}
    >
      <Icon size={13} aria-hidden />
      {engine.stream_count > 0 && engine.stream_count}
    </a>
  )
})

/** Many engines at a glance: a tile each, with the shape and colour of its state and its number of streams. */
export function FleetMap({ engines }: { engines: readonly Engine[] }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the links inside
    <div className="grid grid-cols-[repeat(auto-fill,minmax(2.75rem,1fr))] gap-1.5" onKeyDown={moveByArrows}>
      {engines.map((engine) => (
        <Tile key={engine.container_id} engine={engine} />
      ))}
    </div>
  )
}
