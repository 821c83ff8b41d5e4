import type { RemovalCause } from '@acestream-orchestrator/contract/events/engine'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../../lib/address.ts'
import { failureReason, withCure } from '../death.ts'
import { type Check, describe, type Engine, isAlive, isExternal } from '../engine.ts'
import type { Tail } from './log-tail.ts'

/** What is kept of an engine that is gone. Times are Unix ms. */
export interface ArchivedEngine {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly variant: string
  readonly version: string | null
  readonly advertised: Address
  readonly vpn: string | null
  readonly external: boolean
  readonly firstSeenMs: number
  readonly removedAtMs: number
  readonly cause: RemovalCause | 'outside'
  readonly reason: Reason
  readonly exitCode: number | null
  readonly oomKilled: boolean
  /** The last 40, oldest first. */
  readonly checks: readonly Check[]
  readonly log: Tail
}

/** Kept 7 days or 500 engines, whichever is less. */
export interface ArchiveStore {
  /** Best effort. */
  put(engine: ArchivedEngine): void
  /** By whole id, or a prefix of 12 or more: the one removed last. */
  get(id: string): Promise<ArchivedEngine | undefined>
}

export function archivedEngine(engine: Engine, removedAtMs: number, log: Tail): ArchivedEngine {
  const { container, removal } = engine
  return {
    id: engine.id,
    name: describe(engine),
    image: container?.image ?? '',
    variant: engine.engineSpec.variant,
    version: engine.version,
    advertised: engine.advertised,
    vpn: engine.engineSpec.vpn,
    external: isExternal(engine),
    firstSeenMs: engine.firstSeenMs,
    removedAtMs,
    cause: removal?.cause ?? 'outside',
    reason: reasonOf(engine),
    exitCode: container?.exitCode ?? null,
    oomKilled: container?.oomKilled ?? false,
    checks: engine.checks,
    log,
  }
}

/** Why it is gone: of one that was cleaned up, or removed by somebody else, once it was dead, what it died of. */
function reasonOf(engine: Engine): Reason {
  const { removal, container } = engine
  if (removal !== null && removal.why.code !== 'cleaned_up') return removal.why
  const died = container !== null && container.status !== 'created' && !isAlive(engine)
  return died ? withCure(failureReason(engine), container) : (removal?.why ?? { code: 'container_gone' })
}
