import { RotateCw, ScrollText } from 'lucide-react'
import { Button, ButtonLink } from '../../../components/button.tsx'
import { openDialog } from '../../../components/dialogs/open-dialog.ts'
import { CopyButton } from '../../../components/facts.tsx'
import { MenuButton } from '../../../components/menus/menu-button.tsx'
import { EngineMark } from '../../../components/states/status-mark.tsx'
import { useConnection } from '../../../fleet/live-store.ts'
import type { Engine } from '../../../fleet/model.ts'
import { engineHref, engineName } from '../../../fleet/names.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { engineMenu } from '../../engines/actions/engine-menu.ts'

const addressOf = ({ host, port }: Engine): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/** The engine that a stream is on, with what helps when the stream stutters; the rest is in its menu. */
export function StreamEngine({ engine }: { engine: Engine }) {
  const { t } = useI18n()
  const { older } = useConnection()
  const name = engineName(engine)
  const isManaged = !older && !engine.external
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2 max-sm:w-full">
      <span
        data-engine={engine.container_id}
        className="inline-flex min-h-9 max-w-full min-w-0 items-center gap-2 rounded-lg border border-line bg-raised pl-2.5 pointer-coarse:min-h-11 max-sm:w-full"
      >
        <a
          href={engineHref(engine.container_id)}
          title={name}
          className="truncate font-medium hover:underline"
        >
          <bdi>{name}</bdi>
        </a>
        <EngineMark engine={engine} bare />
        <span className="ml-auto inline-flex">
          <CopyButton text={addressOf(engine)} label={t.stream.engineAddress} className="" />
          <MenuButton label={t.words.menuFor(name)} items={() => engineMenu(engine, t)} />
        </span>
      </span>
      {isManaged && (
        <>
          <Button
            icon={RotateCw}
            className="max-sm:flex-1"
            disabled={engine.state === 'removing'}
            onClick={() => openDialog({ kind: 'restart-engine', id: engine.container_id })}
          >
            {t.actions.restart}
          </Button>
          <ButtonLink
            icon={ScrollText}
            className="max-sm:flex-1"
            href={`${engineHref(engine.container_id)}/logs`}
          >
            {t.actions.logs}
          </ButtonLink>
        </>
      )}
    </div>
  )
}
