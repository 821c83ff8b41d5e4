import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../../lib/address.ts'
import { DomainError } from '../../lib/errors.ts'
import type { EngineDirectory, EngineRef } from '../ports.ts'
import type { Stream, StreamIdentity } from '../stream.ts'

/** What a reporter says when a stream starts, as the API has read it. */
export interface StartReport
  extends Pick<StreamIdentity, 'reportedId' | 'keyType' | 'key' | 'sessionId' | 'isLive' | 'labels'> {
  /** The engine's container, by id or a prefix of it; may be none of ours. */
  readonly containerId: string | null
  /** Where the reporter reaches the engine. */
  readonly engineAddress: Address
  /** Where its `stat_url` leads; null for a bare path. */
  readonly statAddress: Address | null
  /** Empty where the report has no URL that may be called. */
  readonly statPath: string
  readonly commandPath: string
  /** What was wrong with its URLs. */
  readonly warning: Reason | null
}

/** What a reporter says when a stream ends. */
export interface EndReport {
  /** Either id of the stream. */
  readonly id?: string | null
  /** The engine's container, which may stand in for the id. */
  readonly containerId?: string | null
  /** In the reporter's own words. */
  readonly detail?: Reason | null
}

/** The same session was reported before. The same URLs on another engine are another session. */
export function isSameSession(
  stream: Stream,
  { sessionId, statPath }: Pick<StartReport, 'sessionId' | 'statPath'>,
  engine: Pick<EngineRef, 'id'> | undefined,
): boolean {
  return (
    stream.sessionId === sessionId &&
    stream.statPath.toLowerCase() === statPath.toLowerCase() &&
    (engine === undefined || stream.engineId === engine.id)
  )
}

/**
 * The engine that a start report names: by its container if that is one of ours, else by host and port as the directory
 * knows them.
 */
export function namedEngine(
  { containerId, engineAddress }: Pick<StartReport, 'containerId' | 'engineAddress'>,
  engines: EngineDirectory,
): EngineRef | undefined {
  const byId = containerId === null ? undefined : engines.find(containerId)
  return byId ?? engines.findByAddress(engineAddress.host, engineAddress.port)
}

/** A report never adds an engine and never changes an address. */
export function unknownEngine({
  containerId,
  engineAddress: { host, port },
}: Pick<StartReport, 'containerId' | 'engineAddress'>): DomainError {
  return new DomainError('unknown_engine', {
    code: 'reported_engine_unknown',
    container: containerId,
    address: `${host}:${port}`,
  })
}

/** Everything that stays the same for a stream's whole life. */
export function identityOf(
  report: StartReport,
  engine: Pick<EngineRef, 'id' | 'name'>,
  source: StreamIdentity['source'],
  id: string,
): StreamIdentity {
  const { reportedId, keyType, key, sessionId, statPath, commandPath, isLive, labels } = report
  return {
    id,
    reportedId,
    keyType,
    key,
    engineId: engine.id,
    engineName: engine.name,
    sessionId,
    statPath,
    commandPath,
    isLive,
    labels,
    source,
  }
}
