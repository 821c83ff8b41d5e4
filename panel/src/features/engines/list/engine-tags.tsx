import { Clock, ExternalLink, History, type LucideIcon, Shield, Waypoints } from 'lucide-react'
import type { Engine } from '../../../fleet/model.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'

function Tag({ icon: Icon, word, hint }: { icon: LucideIcon; word: string; hint?: string | undefined }) {
  return (
    <span
      title={hint}
      className="over-link inline-flex items-center gap-1 rounded-md bg-sunken px-1.5 py-0.5 text-[0.6875rem] font-medium text-muted"
    >
      <Icon size={12} aria-hidden />
      {word}
    </span>
  )
}

type TagKind = 'forwarded' | 'vpn' | 'outdated' | 'external' | 'stale'

const ICONS: Record<TagKind, LucideIcon> = {
  forwarded: Waypoints,
  vpn: Shield,
  outdated: History,
  external: ExternalLink,
  stale: Clock,
}

export function tagsOf(engine: Engine): TagKind[] {
  const has: Record<TagKind, boolean> = {
    forwarded: engine.forwarded,
    vpn: engine.vpn_container !== null && !engine.forwarded,
    outdated: engine.outdated,
    external: engine.external,
    stale: engine.stale,
  }
  return (Object.keys(has) as TagKind[]).filter((kind) => has[kind])
}

/** The marks beside an engine's name: behind the VPN, holding its port, outdated, external, last known state. */
export function EngineTags({ engine }: { engine: Engine }) {
  const { t } = useI18n()
  const hints: Partial<Record<TagKind, string>> = {
    forwarded: t.engine.forwardedHint,
    vpn: t.engine.vpnHint(engine.vpn_container ?? ''),
    outdated: t.engine.outdatedHint,
    external: t.engine.externalHint,
  }
  return tagsOf(engine).map((kind) => (
    <Tag key={kind} icon={ICONS[kind]} word={t.engine[kind]} hint={hints[kind]} />
  ))
}
