import { isSameAddress } from '../../lib/address.ts'
import type { Engine } from '../engine.ts'
import { readSpec } from '../labels.ts'
import type { ContainerFacts, EngineMemory, ExternalEngine } from '../ports.ts'

const NO_RESOURCES = { cpuPercent: null, memoryBytes: null, trafficAtMs: null, playback: 'unread' } as const

type Life = Omit<
  Engine,
  | 'id'
  | 'name'
  | 'runtime'
  | 'container'
  | 'engineSpec'
  | 'dial'
  | 'advertised'
  | 'firstSeenMs'
  | 'lastSeenMs'
>

function unproven(nowMs: number, memory: EngineMemory | undefined): Life {
  return {
    health: { status: 'unknown', failures: 0, sinceMs: nowMs, reason: null },
    checks: [],
    readyAtMs: null,
    uptime: null,
    version: null,
    resources: NO_RESOURCES,
    removal: null,
    drain: null,
    restart: null,
    restarts: memory?.restarts ?? 0,
    lastStreamUsageMs: memory?.lastStreamUsageMs ?? null,
    handedOutAtMs: memory?.handedOutAtMs ?? null,
    stale: false,
    outdated: null,
    note: null,
    vpnDown: null,
  }
}

/** An engine seen for the first time by this process: just created, or adopted after a restart of ours. */
export function newEngine(
  facts: ContainerFacts,
  runtime: string,
  memory: EngineMemory | undefined,
  nowMs: number,
): Engine {
  return {
    id: facts.id,
    name: facts.name,
    runtime,
    container: facts,
    engineSpec: readSpec(facts.labels),
    dial: facts.addresses[0] ?? facts.advertised,
    advertised: facts.advertised,
    firstSeenMs: memory?.firstSeenMs ?? nowMs,
    lastSeenMs: nowMs,
    ...unproven(nowMs, memory),
  }
}

/** The same engine after its container was read again. A new start of the container makes it unproven again. */
export function withFacts(engine: Engine, facts: ContainerFacts, nowMs: number): Engine {
  const isNewStart = facts.startedAtMs !== engine.container?.startedAtMs
  const dialKnown = facts.addresses.some((address) => isSameAddress(address, engine.dial))
  return {
    ...engine,
    name: facts.name,
    container: facts,
    advertised: facts.advertised,
    dial: dialKnown ? engine.dial : (facts.addresses[0] ?? facts.advertised),
    lastSeenMs: nowMs,
    stale: false,
    ...(isNewStart
      ? {
          health: { status: 'unknown', failures: 0, sinceMs: nowMs, reason: null } as const,
          readyAtMs: null,
          resources: NO_RESOURCES,
        }
      : {}),
  }
}

/** What was remembered of it, read only after it had been met: what happened since is added. */
export function withMemory(engine: Engine, memory: EngineMemory): Engine {
  return {
    ...engine,
    firstSeenMs: memory.firstSeenMs,
    restarts: memory.restarts + engine.restarts,
    lastStreamUsageMs: engine.lastStreamUsageMs ?? memory.lastStreamUsageMs,
    handedOutAtMs: engine.handedOutAtMs ?? memory.handedOutAtMs,
  }
}

export function externalEngine(external: ExternalEngine, nowMs: number): Engine {
  return {
    id: external.id,
    name: external.name,
    runtime: 'external',
    container: null,
    engineSpec: { ...readSpec({}), httpPort: external.address.port },
    dial: external.address,
    advertised: external.address,
    firstSeenMs: external.registeredAtMs,
    lastSeenMs: nowMs,
    ...unproven(nowMs, undefined),
  }
}
