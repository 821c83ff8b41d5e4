import { Ago, Lasting } from '../../components/ago.tsx'
import { CheckBar } from '../../components/charts/check-bar.tsx'
import { Fact, Facts } from '../../components/facts.tsx'
import { SectionCard } from '../../components/section-card.tsx'
import { RetryLine, Skeleton } from '../../components/states/states.tsx'
import { StatusMark } from '../../components/states/status-mark.tsx'
import { refreshNow } from '../../connection/connection.ts'
import { useConnection, useVpn } from '../../fleet/live-store.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { placeOf, STATE_LOOKS } from './vpn-look.ts'

/** The VPN in short, for the overview. */
export function VpnSummary() {
  const { t, say } = useI18n()
  const vpn = useVpn()
  const { phase, fault } = useConnection()
  const words = t.vpn
  return (
    <SectionCard title={words.title} href="#/vpn">
      {vpn === null && fault && (
        <RetryLine what={words.failedLoad} fault={fault} onRetry={refreshNow} className="p-4" />
      )}
      {vpn === null && !fault && phase === 'connecting' && <Skeleton className="m-4 h-28" />}
      {vpn?.state === 'not_configured' && (
        <div className="flex flex-col items-start gap-2 px-4 pt-1 pb-4">
          <StatusMark {...STATE_LOOKS.not_configured} word={words.state.not_configured} />
          <p className="text-[0.8125rem] text-muted">{words.howTo[0]}</p>
        </div>
      )}
      {vpn && vpn.state !== 'not_configured' && (
        <div className="flex flex-col gap-3 px-4 pt-1 pb-4">
          <div className="flex flex-wrap items-center gap-2">
            <StatusMark {...STATE_LOOKS[vpn.state]} word={words.state[vpn.state]} />
            {vpn.since && (
              <span className="text-xs text-muted">
                <Lasting from={vpn.since} />
              </span>
            )}
          </div>
          {vpn.reason && vpn.state !== 'up' && (
            <p className="foreign text-[0.8125rem] text-muted">{say(vpn, 'reason')}</p>
          )}
          {vpn.recent_checks.length > 0 && <CheckBar checks={vpn.recent_checks} />}
          <Facts className="grid-cols-2">
            <Fact name={words.publicIp}>{vpn.public_ip ?? t.words.noValue}</Fact>
            <Fact name={words.place}>{placeOf(vpn) ?? t.words.noValue}</Fact>
            <Fact name={words.forwardedPort}>
              {vpn.forwarded_port ?? words.forwarding[vpn.port_forwarding]}
            </Fact>
            <Fact name={words.lastCheck}>
              <Ago at={vpn.last_check} />
            </Fact>
          </Facts>
        </div>
      )}
    </SectionCard>
  )
}
