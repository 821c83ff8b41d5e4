import { type Static, Type } from 'typebox'
import { EngineState } from './engine.ts'
import { Job, JournalEntry } from './event.ts'
import { Incident } from './incident.ts'
import { ReasonData } from './reasons/reason.ts'
import { Timestamp } from './scalars.ts'
import { OrchestratorStatus } from './status.ts'
import { type SampleBeat, StreamState } from './stream.ts'
import { VpnStatus } from './vpn.ts'

export const LiveHello = Type.Object({ version: Type.String(), server_time: Timestamp })
export type LiveHello = Static<typeof LiveHello>

/** Everything the overview shows; sent on every (re)connect, so that nothing before it matters. */
export const LiveSnapshot = Type.Object({
  server_time: Timestamp,
  engines: Type.Array(EngineState),
  streams: Type.Array(StreamState, { description: 'the started ones and those ended in the last 24 h' }),
  vpn: VpnStatus,
  status: OrchestratorStatus,
  journal: Type.Array(JournalEntry, { description: 'the newest 100, newest first' }),
  jobs: Type.Array(Job),
  incidents: Type.Optional(
    Type.Array(Incident, {
      description:
        'the open ones and those resolved within 15 minutes, newest first; absent from older servers',
    }),
  ),
})
export type LiveSnapshot = Static<typeof LiveSnapshot>

export const Gone = Type.Object({ id: Type.String() })
export type Gone = Static<typeof Gone>

export const StreamGone = Type.Object({ id: Type.String(), short_id: Type.String() })
export type StreamGone = Static<typeof StreamGone>

/** Event name to the JSON of its `data:` line. */
export interface LiveEvents {
  hello: LiveHello
  snapshot: LiveSnapshot
  engine: EngineState
  engine_gone: Gone
  stream: StreamState
  stream_gone: StreamGone
  samples: SampleBeat
  vpn: VpnStatus
  status: OrchestratorStatus
  journal: JournalEntry
  job: Job
  incident: Incident
}
export type LiveEventName = keyof LiveEvents

/** The event `dropped`: why the server ends this connection, sent last. Whoever comes back begins with a snapshot. */
export const LiveDropped = Type.Object({ reason: Type.String(), reason_data: ReasonData })
export type LiveDropped = Static<typeof LiveDropped>
