import type { Severity } from '@acestream-orchestrator/contract/events/event'
import type { CodedIncident } from '@acestream-orchestrator/contract/reasons/incident'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { describe, type Engine } from '../../engines/engine.ts'
import type { Stream } from '../../streams/stream.ts'
import type { Action, AffectedEngine, AffectedStream, Doing, Subject } from '../incident.ts'

/** Something that is wrong at the moment of a snapshot. */
export interface Finding {
  /** What is known as the same from one snapshot to the next. */
  readonly key: string
  readonly incident: CodedIncident
  readonly severity: Severity
  readonly subject: Subject
  readonly reason: Reason | null
  /** Unix ms since when, as far as it is known better than by when it was seen. */
  readonly sinceMs: number | null
  /** Other engines that suffer from it. */
  readonly engines: readonly AffectedEngine[]
  readonly streams: readonly AffectedStream[]
  readonly doing: Doing
  readonly can: readonly Action[]
  /** It must last so long before it counts; 0 for most. */
  readonly opensAfterMs: number
}

export function doing(reason: Reason, atMs: number | null = null): Doing {
  return { reason, atMs }
}

export const NOTHING_DONE = doing({ code: 'nothing_done' })

export function engineKey(name: string): string {
  return `engine:${name}`
}

export function vpnKey(name: string): string {
  return `vpn:${name}`
}

export function affectedEngine(engine: Engine): AffectedEngine {
  return { id: engine.id, name: describe(engine) }
}

export function affectedStream(stream: Stream, cut = false): AffectedStream {
  const { id, reportedId, title } = stream
  return { id, reportedId, title, content: contentOf(stream), cut, backAtMs: null }
}

/** What a stream plays. */
export function contentOf({ keyType, key }: Stream): string {
  return `${keyType}:${key}`
}
