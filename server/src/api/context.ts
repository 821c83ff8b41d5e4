import type { OrchestratorStatus } from '@acestream-orchestrator/contract/status'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import type { FastifyReply } from 'fastify'
import { meantBy } from '../engines/address-book.ts'
import type { ContainerFacts } from '../engines/ports.ts'
import type { Stream } from '../streams/stream.ts'
import type { ApiDeps } from './ports.ts'
import { createEngineList, type EngineList } from './present/engines/engine-list.ts'
import { orchestratorStatus } from './present/status.ts'
import { toStreamState } from './present/streams/stream.ts'
import { createStreamTexts } from './present/streams/stream-texts.ts'
import { vpnStatus } from './present/vpn.ts'

/** What the routes share: the deps, and everything in the shape clients see. */
export interface ApiContext extends ApiDeps {
  readonly engineList: EngineList
  /** Aborts when we stop, with what to tell those who still wait. */
  readonly stopping: AbortSignal
  streamState(stream: Stream): StreamState
  /** The same as JSON. */
  streamText(stream: Stream): string
  status(): OrchestratorStatus
  /** A container of ours by id, a prefix of it of 12 or more, or its name. */
  container(id: string): ContainerFacts | undefined
}

export function createContext(deps: ApiDeps, stopping: AbortSignal): ApiContext {
  const { engines, streams, clock } = deps
  const startedAtMs = clock.elapsedMs()
  return {
    ...deps,
    stopping,
    engineList: createEngineList({ ...deps, maxStreams: deps.settings.maxStreams }),
    streamState: (stream) =>
      toStreamState(stream, {
        nowMs: clock.now(),
        address: engines.get(stream.engineId)?.dial ?? null,
        viewers: deps.viewers?.(stream.id) ?? null,
      }),
    streamText: createStreamTexts(deps),
    status: () =>
      orchestratorStatus({
        engines: engines.list(),
        streams: streams.counts(),
        provisioning: deps.provisioning.status(),
        vpn: vpnStatus(deps.vpn.nodes()),
        runtime: deps.runtime.status(),
        store: deps.store.status(),
        log: deps.log.status(),
        incidents: deps.incidents.open(),
        version: deps.version,
        nowMs: clock.now(),
        uptimeMs: clock.elapsedMs() - startedAtMs,
      }),
    container: (id) => findContainer(engines.containers(), id),
  }
}

function findContainer(containers: readonly ContainerFacts[], id: string): ContainerFacts | undefined {
  const meant = meantBy(
    id,
    containers.map((each) => each.id),
  )
  return containers.find((each) => each.id === meant || each.name === id)
}

/**
 * For work that somebody waits for: aborts when the caller leaves before it was answered, or when we stop. Throws
 * when that has happened already.
 */
export function callerSignal({ raw }: FastifyReply, stopping: AbortSignal): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort()
  })
  const signal = AbortSignal.any([gone.signal, stopping])
  signal.throwIfAborted()
  return signal
}
