import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Config } from '../../config/config.ts'
import type { HealthProber } from '../../health/ports.ts'
import type { Address } from '../../lib/address.ts'
import { type OwnService, plain, whyNotExternal } from './external-address.ts'

const PORT_OF: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ssh:': 22, 'tcp:': 2375 }

/**
 * Why a client may not register an engine there; null: it may. Names are looked up, ours too. `controlServers` are the
 * VPN containers' as last seen.
 */
export function createExternalGuard(
  config: Config,
  controlServers: () => readonly Address[],
): (address: Address) => Promise<Reason | null> {
  return async ({ host, port }) => {
    const [addresses, own] = await Promise.all([addressesOf(host), ownServices(config, controlServers())])
    return whyNotExternal(addresses, port, own)
  }
}

const ANSWER_WITHIN_MS = 3000

/** Why what is there does not answer as an engine does; null: it does. Its own words are not passed on. */
export function createAnswerCheck(prober: HealthProber): (address: Address) => Promise<Reason | null> {
  const { signal } = new AbortController()
  return async (address) => {
    const probe = await prober.probe(address, ANSWER_WITHIN_MS, signal)
    if (probe.ok) return null
    const reason: Reason = probe.quotes ? { code: 'not_an_engine' } : probe.reason
    return { code: 'external_not_answering', reason }
  }
}

async function ownServices(
  { http, docker }: Config,
  controlServers: readonly Address[],
): Promise<OwnService[]> {
  const local = Object.values(networkInterfaces()).flatMap(
    (each) => each?.map(({ address }) => address) ?? [],
  )
  const runtime = docker.host.startsWith('unix:') ? null : URL.parse(docker.host)
  return Promise.all([
    { reason: { code: 'address_is_own_api' }, addresses: local, port: http.port },
    ...(runtime === null
      ? []
      : [
          service(
            { code: 'address_is_runtime' },
            runtime.hostname,
            Number(runtime.port) || (PORT_OF[runtime.protocol] ?? 0),
          ),
        ]),
    ...controlServers.map(({ host, port }) =>
      service({ code: 'address_is_control_server', host }, host, port),
    ),
  ])
}

async function service(reason: Reason, host: string, port: number): Promise<OwnService> {
  return { reason, addresses: await addressesOf(host), port }
}

/** A name that nobody knows has none: its engine can't be reached, which its probes will say. */
async function addressesOf(host: string): Promise<string[]> {
  try {
    const found = await lookup(host.replace(/^\[|\]$/g, ''), { all: true })
    return found.map(({ address }) => plain(address))
  } catch {
    return []
  }
}
