import { LABELS, REDUCED_HARDENING } from '../../../engines/labels.ts'
import type { EngineNetwork, EngineSpec, GenericSpec } from '../../../provisioning/ports.ts'
import { recipe } from '../../../provisioning/spec/variant.ts'
import { scratchBytes, scratchMounts } from './scratch.ts'

export interface CreateBody extends Readonly<Record<string, unknown>> {
  readonly Labels: Readonly<Record<string, string>>
  readonly HostConfig: Readonly<Record<string, unknown>>
}

/** Watchtower reads labels under this name; the name alone marks Watchtower's own container. */
const WATCHTOWER = 'com.centurylinklabs.watchtower'

/** Threads count too: an engine with some hundred peers stays far below. */
const PIDS_LIMIT = 2048

/** What every container of ours gets: nobody but us restarts it, and it can neither gain rights nor fill the disk. */
const HOUSE_RULES = {
  Init: true,
  RestartPolicy: { Name: 'no' },
  SecurityOpt: ['no-new-privileges:true'],
  PidsLimit: PIDS_LIMIT,
  LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '2' } },
}

/**
 * An image's own check asks the port its author had in mind, so Docker would call the engine unhealthy for ever, and tools
 * such as autoheal would restart it. We check the port it has.
 */
const NO_HEALTHCHECK = { Test: ['NONE'] }

/** The body of `POST /containers/create` for an engine. `defaultNetwork` null: Docker's default. */
export function engineBody(spec: EngineSpec, defaultNetwork: string | null): CreateBody {
  const { cmd, env } = recipe(spec)
  const published = [spec.ports.http, ...(spec.publishHttps ? [spec.ports.https] : [])]
  const network = networkPart(spec.network, defaultNetwork, published)
  const scratch = scratchBytes(spec.memoryLimitBytes)
  return {
    Image: spec.image,
    ...(cmd ? { Cmd: cmd } : {}),
    Env: environment(env),
    Labels: guarded(spec.labels),
    Healthcheck: NO_HEALTHCHECK,
    ...network.top,
    HostConfig: {
      ...HOUSE_RULES,
      ...network.host,
      ...limits(spec),
      Tmpfs: scratchMounts(scratch),
      ShmSize: scratch,
    },
  }
}

/** The body for a container that is no engine. */
export function genericBody(spec: GenericSpec, defaultNetwork: string | null): CreateBody {
  const keys = Object.keys(spec.ports)
  const bindings = keys.map((key) => [key, [{ HostIp: spec.publishIp, HostPort: String(spec.ports[key]) }]])
  return {
    Image: spec.image,
    Env: environment(spec.env),
    Labels: guarded(spec.labels),
    ExposedPorts: Object.fromEntries(keys.map((key) => [key, {}])),
    HostConfig: {
      ...HOUSE_RULES,
      ...mode(defaultNetwork),
      ...limits(spec),
      PortBindings: Object.fromEntries(bindings),
    },
  }
}

/** Without an init process and no-new-privileges, and marked so: some builds of Docker run nothing under them. */
export function withReducedHardening(body: CreateBody): CreateBody {
  const { Init, SecurityOpt, ...HostConfig } = body.HostConfig
  return { ...body, Labels: { ...body.Labels, [LABELS.hardening]: REDUCED_HARDENING }, HostConfig }
}

/** Watchtower would recreate a container behind our back, under another id: no label of a caller lets it. */
function guarded(labels: Readonly<Record<string, string>>): Record<string, string> {
  const others = Object.entries(labels).filter(([name]) => !name.toLowerCase().startsWith(WATCHTOWER))
  return { ...Object.fromEntries(others), [`${WATCHTOWER}.enable`]: 'false' }
}

function environment(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`)
}

function mode(network: string | null): object {
  return network === null ? {} : { NetworkMode: network }
}

/** In another's namespace Docker refuses everything about ports and names (docs/reference/gluetun.md 7.1). */
function networkPart(network: EngineNetwork, defaultNetwork: string | null, ports: readonly number[]) {
  if (network.kind === 'vpn') return { top: {}, host: { NetworkMode: `container:${network.containerId}` } }
  const keys = ports.map((port) => `${port}/tcp`)
  const binding = (port: number) => [{ HostIp: network.publishIp, HostPort: String(port) }]
  return {
    top: { ExposedPorts: Object.fromEntries(keys.map((key) => [key, {}])) },
    host: {
      ...mode(network.network ?? defaultNetwork),
      PortBindings: Object.fromEntries(ports.map((port) => [`${port}/tcp`, binding(port)])),
    },
  }
}

/** Swap is not given on top: an engine that swaps stutters for everyone. */
function limits({ memoryLimitBytes, cpuLimit }: Pick<EngineSpec, 'memoryLimitBytes' | 'cpuLimit'>): object {
  return {
    ...(memoryLimitBytes === null ? {} : { Memory: memoryLimitBytes, MemorySwap: memoryLimitBytes }),
    ...(cpuLimit === null ? {} : { NanoCpus: Math.round(cpuLimit * 1e9) }),
  }
}
