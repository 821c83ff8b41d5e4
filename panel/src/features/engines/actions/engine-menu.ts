// features/engines/actions/: what can be done to engines, each with its dialog.

import { CircleArrowDown, CirclePlay, Info, RotateCw, ScrollText, Trash2 } from 'lucide-react'
import { runNoted } from '../../../components/actions/action-notes.ts'
import { openDialog } from '../../../components/dialogs/open-dialog.ts'
import type { MenuItem } from '../../../components/menus/open-menu.ts'
import type { Engine } from '../../../fleet/model.ts'
import type { Catalogue } from '../../../i18n/en/en.ts'
import { navigate } from '../../../routing/use-route.ts'
import { undrainEngine } from '../api.ts'

function drainItem(engine: Engine, t: Catalogue): MenuItem {
  const id = engine.container_id
  if (engine.state === 'draining') {
    const act = async () => {
      await undrainEngine(id)
      return null
    }
    return {
      label: t.actions.undrain,
      icon: CirclePlay,
      onSelect: () => void runNoted(id, t.actions.drainEngine.undrainFailed, act),
    }
  }
  return {
    label: t.actions.drain,
    icon: CircleArrowDown,
    onSelect: () => openDialog({ kind: 'drain-engine', id }),
  }
}

/** What can be done with an engine. What an older server lacks is not offered; an external one is never changed. */
export function engineMenu(engine: Engine, t: Catalogue): MenuItem[] {
  const id = engine.container_id
  const open = (part: string | null) => () => navigate({ section: 'engines', id, part })
  const looking: MenuItem[] = [{ label: t.actions.details, icon: Info, onSelect: open(null) }]
  const removing: MenuItem = {
    label: engine.external ? t.actions.forget : t.actions.delete,
    icon: Trash2,
    danger: true,
    disabled: engine.state === 'removing',
    onSelect: () => openDialog({ kind: 'delete-engine', id }),
  }
  if (engine.external || engine.state === 'listed') return [...looking, removing]
  return [
    ...looking,
    { label: t.actions.logs, icon: ScrollText, onSelect: open('logs') },
    { label: t.actions.restart, icon: RotateCw, onSelect: () => openDialog({ kind: 'restart-engine', id }) },
    drainItem(engine, t),
    removing,
  ]
}
