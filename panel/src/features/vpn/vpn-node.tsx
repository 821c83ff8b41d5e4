import type { VpnNodeStatus } from '@acestream-orchestrator/contract/vpn'
import { RotateCw, Unplug } from 'lucide-react'
import { ActionNoteLine } from '../../components/actions/action-note.tsx'
import { Ago, Lasting } from '../../components/ago.tsx'
import { Button } from '../../components/button.tsx'
import { CheckBar } from '../../components/charts/check-bar.tsx'
import { Cut } from '../../components/cut.tsx'
import { openDialog } from '../../components/dialogs/open-dialog.ts'
import { CopyButton, Fact, Facts } from '../../components/facts.tsx'
import { StatusMark } from '../../components/states/status-mark.tsx'
import { useConnection, useEngines } from '../../fleet/live-store.ts'
import { engineHref, engineNameIn } from '../../fleet/names.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { containerStateIn, HEALTH_LOOKS, placeOf, STATE_LOOKS, shownHealth } from './vpn-look.ts'

/** The note of an action on this tunnel is kept under its name. */
export const vpnTarget = (container: string | null): string => `vpn:${container ?? ''}`

const LEAK_TONE = { protected: 'text-good', leaking: 'text-bad', unknown: 'text-muted' } as const

function Port({ node }: { node: VpnNodeStatus }) {
  const { t } = useI18n()
  const words = t.vpn
  return (
    <>
      <Fact name={words.forwardedPort}>
        {node.forwarded_port === null ? (
          words.forwarding[node.port_forwarding]
        ) : (
          <span className="inline-flex items-center gap-1">
            {node.forwarded_port}
            <CopyButton text={String(node.forwarded_port)} label={words.forwardedPort} />
          </span>
        )}
      </Fact>
      <Fact name={words.portSince}>
        <Ago at={node.forwarded_port === null ? null : node.last_port_change} never={t.words.noValue} />
      </Fact>
    </>
  )
}

function Tunnel({ node }: { node: VpnNodeStatus }) {
  const { t, say } = useI18n()
  const words = t.vpn
  const none = t.words.noValue
  return (
    <Facts className="grid-cols-2 md:grid-cols-4">
      <Fact name={words.container}>{node.container_name ?? none}</Fact>
      <Fact name={words.containerState}>{containerStateIn(words.containerStates, node.status)}</Fact>
      <Fact name={words.publicIp}>{node.public_ip ?? none}</Fact>
      <Fact name={words.place}>{placeOf(node) ?? none}</Fact>
      <Port node={node} />
      <Fact name={words.provider}>{node.provider ?? none}</Fact>
      <Fact name={words.type}>{node.vpn_type ?? none}</Fact>
      <Fact name={words.lastCheck}>
        <Ago at={node.last_check} />
      </Fact>
      <Fact name={words.since}>
        <Lasting from={node.since} />
      </Fact>
      <Fact name={words.version}>{node.gluetun_version ?? none}</Fact>
      {node.leak && (
        <Fact name={words.leak}>
          <span className={LEAK_TONE[node.leak.status]} title={say(node.leak, 'reason') ?? undefined}>
            {words.leakState[node.leak.status]}
          </span>
        </Fact>
      )}
    </Facts>
  )
}

function EnginesBehind({ ids }: { ids: readonly string[] }) {
  const { t } = useI18n()
  const engines = useEngines()
  if (ids.length === 0) return null
  return (
    <div>
      <h2 className="text-xs text-muted">{t.vpn.engines}</h2>
      <ul className="mt-1.5 flex flex-wrap gap-1.5">
        {ids.map((id) => (
          <li key={id} className="max-w-full">
            <a
              href={engineHref(id)}
              className="inline-flex min-h-7 max-w-full items-center rounded-md bg-sunken px-2 text-xs font-medium hover:bg-hover"
            >
              <Cut text={engineNameIn(engines, id)} />
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** One tunnel: how it is, where it comes out, and what can be done about it. */
export function VpnNode({ node }: { node: VpnNodeStatus }) {
  const { t, say } = useI18n()
  const { older } = useConnection()
  const words = t.vpn
  const health = shownHealth(node)
  return (
    <section aria-label={node.container_name ?? words.title} className="card p-card flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <span className="sr-only">{words.status}</span>
        <StatusMark {...STATE_LOOKS[node.state]} word={words.state[node.state]} />
        <span className="text-xs text-muted">{words.healthLabel}</span>
        <StatusMark {...HEALTH_LOOKS[health]} word={words.health[health]} bare />
        {older === false && (
          <div className="ml-auto flex flex-wrap gap-2">
            <Button
              icon={RotateCw}
              onClick={() => openDialog({ kind: 'restart-vpn', container: node.container_name })}
            >
              {t.actions.vpnRestart.button}
            </Button>
            <Button
              icon={Unplug}
              onClick={() => openDialog({ kind: 'release-vpn', container: node.container_name })}
            >
              {t.actions.vpnRelease.button}
            </Button>
          </div>
        )}
      </div>
      {node.reason && (
        <p className="foreign rounded-lg bg-sunken px-3 py-2 text-[0.8125rem]">{say(node, 'reason')}</p>
      )}
      <ActionNoteLine target={vpnTarget(node.container_name)} />
      {node.recent_checks.length > 0 && <CheckBar checks={node.recent_checks} />}
      <Tunnel node={node} />
      <EnginesBehind ids={node.engines} />
    </section>
  )
}
