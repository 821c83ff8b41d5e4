import type { IncidentAction } from '@acestream-orchestrator/contract/incident'
import {
  BellRing,
  CircleStop,
  type LucideIcon,
  MonitorPlay,
  RotateCw,
  ScrollText,
  Shield,
  SlidersHorizontal,
  Trash2,
} from 'lucide-react'
import { Button, ButtonLink } from '../../../components/button.tsx'
import { type DialogRequest, openDialog } from '../../../components/dialogs/open-dialog.ts'
import type { Incident } from '../../../fleet/model.ts'
import { engineHref, streamHref } from '../../../fleet/names.ts'
import type { Catalogue } from '../../../i18n/en/en.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'

type Way = { readonly icon: LucideIcon; readonly word: string } & (
  | { readonly href: string }
  | { readonly asks: DialogRequest }
)

/** More would be a menu: what else can be done is where the button leads. */
const MOST_SHOWN = 2

/** How an action is taken on this subject: by a question, or on its page. `null`: there is no button for it. */
function wayOf(action: IncidentAction, { subject }: Incident, t: Catalogue): Way | null {
  const id = subject.id ?? ''
  switch (action) {
    case 'restart':
      return { icon: RotateCw, word: t.actions.restart, asks: { kind: 'restart-engine', id } }
    case 'logs':
      return { icon: ScrollText, word: t.actions.logs, href: `${engineHref(id)}/logs` }
    case 'delete':
      return { icon: Trash2, word: t.actions.delete, asks: { kind: 'delete-engine', id } }
    case 'restart_tunnel':
      return {
        icon: RotateCw,
        word: t.incidents.restartTunnel,
        asks: { kind: 'restart-vpn', container: subject.id },
      }
    case 'open_vpn':
      return { icon: Shield, word: t.nav.vpn, href: '#/vpn' }
    case 'open_stream':
      return { icon: MonitorPlay, word: t.incidents.openStream, href: streamHref(id) }
    case 'stop_stream':
      return { icon: CircleStop, word: t.actions.stop, asks: { kind: 'stop-streams', ids: [id] } }
    case 'settings':
      return subject.kind === 'notifier'
        ? { icon: BellRing, word: t.incidents.openAlerts, href: '#/settings/alerts' }
        : null
    case 'scale':
      return { icon: SlidersHorizontal, word: t.actions.scale.open, asks: { kind: 'scale' } }
    default:
      return null
  }
}

/** What a person can do about it: the most useful first. */
export function IncidentActions({ incident, label }: { incident: Incident; label: string }) {
  const { t } = useI18n()
  const ways = incident.can.flatMap((action) => wayOf(action, incident, t) ?? []).slice(0, MOST_SHOWN)
  return (
    <div className="flex shrink-0 flex-wrap gap-2 max-sm:w-full max-sm:*:flex-1">
      {ways.map((way) =>
        'href' in way ? (
          <ButtonLink key={way.word} href={way.href} icon={way.icon} label={`${way.word}: ${label}`}>
            {way.word}
          </ButtonLink>
        ) : (
          <Button
            key={way.word}
            icon={way.icon}
            aria-label={`${way.word}: ${label}`}
            onClick={() => openDialog(way.asks)}
          >
            {way.word}
          </Button>
        ),
      )}
    </div>
  )
}
