import { type Static, Type } from 'typebox'
import { ProbeRecord } from './engine.ts'
import { ReasonData } from './reasons/reason.ts'
import { Nullable, Timestamp } from './scalars.ts'
import { StreamState } from './stream.ts'

/** What is kept of an engine that is gone, for 7 days. */
export const EngineArchive = Type.Object({
  container_id: Type.String(),
  container_name: Type.String(),
  image: Type.String(),
  variant: Type.String(),
  version: Nullable(Type.String()),
  host: Type.String(),
  port: Type.Integer(),
  vpn_container: Nullable(Type.String()),
  external: Type.Boolean(),
  first_seen: Timestamp,
  removed_at: Timestamp,
  end_reason: Type.Union(
    [
      Type.Literal('operator'),
      Type.Literal('unhealthy'),
      Type.Literal('vpn'),
      Type.Literal('idle'),
      Type.Literal('outdated'),
      Type.Literal('failed'),
      Type.Literal('drained'),
      Type.Literal('exit'),
      Type.Literal('outside'),
    ],
    { description: 'who or what removed it; `outside`: somebody else did' },
  ),
  reason: Type.String({ description: 'why it is gone: of one that died, what it died of' }),
  reason_data: ReasonData,
  exit_code: Nullable(Type.Integer()),
  oom_killed: Type.Boolean(),
  checks: Type.Array(ProbeRecord, { description: 'the last 40, oldest first' }),
  log: Type.Array(Type.String(), { description: 'its last 200 lines, oldest first' }),
  log_missing: Nullable(Type.String({ description: 'why there are no lines; null where there are some' })),
  log_missing_data: Nullable(ReasonData),
  streams: Type.Array(StreamState, { description: 'the last 100 that it played, newest first' }),
})
export type EngineArchive = Static<typeof EngineArchive>
