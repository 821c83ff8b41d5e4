import { Clock, ExternalLink, History, type LucideIcon, Shield, Waypoints } from 'lucide-react'
import { useI18n } from '../../lib/i18n/use-i18n.ts'
import type { Engine } from '../../lib/model.ts'

function Tag({ icon: Icon, word, hint }: { icon: LucideIcon; word: string; hint?: string }) {
  return (
    <span
      title={hint}
      className="inline-flex items-center gap-1 rounded-md bg-sunken px-1.5 py-0.5 text-[0.6875rem] font-medium text-muted"
    >
      <Icon size={12} aria-hidden />
      {word}
    </span>
  )
}

/** The marks beside an engine's name: behind the VPN, holding its port, outdated, external, last known state. */
export function EngineTags({ engine }: { engine: Engine }) {
  const { t } = useI18n()
  return (
    <>
      {engine.forwarded && <Tag icon={Waypoints} word={t.engine.forwarded} hint={t.engine.forwardedHint} />}
      {engine.vpn_container && !engine.forwarded && (
        <Tag icon={Shield} word={t.engine.vpn} hint={t.engine.vpnHint(engine.vpn_container)} />
      )}
      {engine.outdated && <Tag icon={History} word={t.engine.outdated} hint={t.engine.outdatedHint} />}
      {engine.external && <Tag icon={ExternalLink} word={t.engine.external} hint={t.engine.externalHint} />}
      {engine.stale && <Tag icon={Clock} word={t.engine.stale} />}
    </>
  )
}
