import { useQuery } from '@tanstack/react-query'
import { Ago } from '../../../components/ago.tsx'
import { Button } from '../../../components/button.tsx'
import { KeyHint } from '../../../components/dialogs/confirm.tsx'
import { Fact, Facts, Identifier } from '../../../components/facts.tsx'
import { FaultLine } from '../../../components/states/states.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import { KeyRefused } from '../../../connection/http/key-request.ts'
import type { Engine } from '../../../fleet/model.ts'
import { asRaw, text } from '../../../fleet/reading/read.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { currentKey } from '../../../platform/app-settings.ts'
import { fetchContainer } from '../api.ts'

function portText(bindings: unknown, none: string): string {
  if (!Array.isArray(bindings) || bindings.length === 0) return none
  return bindings.map((item) => `${text(asRaw(item)['HostIp'])}:${text(asRaw(item)['HostPort'])}`).join(', ')
}

/** The container as its runtime sees it: a protected read, so it is made right away only with a key at hand. */
function ContainerFacts({ id }: { id: string }) {
  const { t } = useI18n()
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['container', id],
    queryFn: () => fetchContainer(id),
    enabled: currentKey() !== null,
    retry: false,
  })
  const words = t.engine
  if (!data) {
    return (
      <div className="flex flex-col items-start gap-3">
        {error && !(error instanceof KeyRefused) && (
          <FaultLine what={words.container} fault={faultOf(error)} />
        )}
        <KeyHint />
        <Button busy={isFetching} onClick={() => void refetch()}>
          {words.askDocker}
        </Button>
      </div>
    )
  }
  const ports = Object.entries(asRaw(data['ports']))
  return (
    <Facts className="sm:grid-cols-2">
      <Fact name={words.containerStatus}>{text(data['status'], t.words.noValue)}</Fact>
      <Fact name={words.created}>
        <Ago at={text(data['created'])} />
      </Fact>
      <Fact name={words.ports} wide>
        <ul className="font-mono text-xs">
          {ports.map(([port, bindings]) => (
            <li key={port}>
              {port} → {portText(bindings, t.words.none)}
            </li>
          ))}
        </ul>
      </Fact>
    </Facts>
  )
}

function Labels({ labels }: { labels: Readonly<Record<string, string>> }) {
  const { t } = useI18n()
  const entries = Object.entries(labels)
  if (entries.length === 0) return <span className="text-muted">{t.engine.noLabels}</span>
  return (
    <ul className="flex flex-col gap-1 font-mono text-xs">
      {entries.map(([name, value]) => (
        <li key={name} className="foreign rounded-md bg-sunken px-2 py-1">
          <span className="text-muted">{name}=</span>
          {value}
        </li>
      ))}
    </ul>
  )
}

/** What the engine is made of. */
export function EngineFacts({ engine }: { engine: Engine }) {
  const { t, f } = useI18n()
  const words = t.engine
  const none = t.words.noValue
  return (
    <div className="flex flex-col gap-5 p-4 sm:p-5">
      <Facts className="sm:grid-cols-2">
        <Fact name={words.address}>{`${engine.host}:${engine.port}`}</Fact>
        <Fact name={words.version}>{engine.version ?? none}</Fact>
        <Fact name={words.image} wide>
          {engine.image || none}
        </Fact>
        {engine.image_digest && (
          <Fact name={words.digest} wide>
            <Identifier text={engine.image_digest} label={words.digest} />
            {engine.image_unclear && <p className="text-xs font-normal text-muted">{words.imageUnclear}</p>}
          </Fact>
        )}
        {engine.reduced_hardening && (
          <Fact name={words.hardening} wide>
            {words.hardeningReduced}
          </Fact>
        )}
        <Fact name={words.variant}>{engine.variant || none}</Fact>
        <Fact name={words.runtime}>{engine.runtime || none}</Fact>
        <Fact name={words.startedAt}>
          <Ago at={engine.started_at} never={none} />
        </Fact>
        <Fact name={words.firstSeen}>
          <Ago at={engine.first_seen} never={none} />
        </Fact>
        <Fact name={words.restarts}>{f.number(engine.restarts)}</Fact>
        <Fact name={words.vpn}>{engine.vpn_container ?? none}</Fact>
        <Fact name={words.id} wide>
          <Identifier text={engine.container_id} label={words.id} />
        </Fact>
        <Fact name={words.labels} wide>
          <Labels labels={engine.labels} />
        </Fact>
      </Facts>
      {!engine.external && (
        <section className="card p-card">
          <h3 className="mb-3 font-semibold">{words.fromDocker}</h3>
          <ContainerFacts id={engine.container_id} />
        </section>
      )}
    </div>
  )
}
