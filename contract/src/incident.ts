import { type Static, Type } from 'typebox'
import { Severity } from './event.ts'
import { ReasonData } from './reasons/reason.ts'
import { Nullable, Timestamp } from './scalars.ts'

/** What a person can do about it, each on the incident's subject. */
const Action = Type.Union([
  Type.Literal('restart', { description: 'restart the engine' }),
  Type.Literal('logs', { description: "read the engine's log" }),
  Type.Literal('delete', { description: 'remove the engine' }),
  Type.Literal('drain', { description: 'let the engine take no new streams' }),
  Type.Literal('open_vpn', { description: 'look at the VPN' }),
  Type.Literal('restart_tunnel', { description: "restart the VPN's tunnel" }),
  Type.Literal('open_stream', { description: 'look at the stream' }),
  Type.Literal('stop_stream', { description: 'stop the stream' }),
  Type.Literal('scale', { description: 'change how many engines there should be' }),
  Type.Literal('settings', { description: 'change a setting; the reason names it' }),
])
export type IncidentAction = Static<typeof Action>

const SubjectKind = Type.Union([
  Type.Literal('runtime'),
  Type.Literal('store'),
  Type.Literal('log'),
  Type.Literal('settings'),
  Type.Literal('vpn'),
  Type.Literal('engine'),
  Type.Literal('stream'),
  Type.Literal('fleet', { description: 'all engines together' }),
  Type.Literal('notifier', { description: 'what alerts are sent through' }),
])
export type IncidentSubjectKind = Static<typeof SubjectKind>

/** Something that is or was wrong. New codes are added over time: readers show `message` for those they don't know. */
export const Incident = Type.Object({
  id: Type.String({ description: 'kept over restarts' }),
  code: Type.String({ description: 'what is wrong; never renamed' }),
  severity: Severity,
  state: Type.Union([Type.Literal('open'), Type.Literal('resolved')]),
  subject: Type.Object({
    kind: SubjectKind,
    id: Nullable(
      Type.String({ description: "the engine's `container_id`, the stream's `short_id`, the VPN's name" }),
    ),
    name: Nullable(Type.String()),
  }),
  opened_at: Type.String({ description: 'when it came last' }),
  first_opened_at: Type.Optional(Type.String({ description: 'when it came for the first time' })),
  updated_at: Timestamp,
  resolved_at: Nullable(Timestamp),
  count: Type.Integer({ description: 'how often it came, 1 for most; more for one that comes and goes' }),
  message: Type.String({ description: 'what is wrong, in words' }),
  params: Type.Record(Type.String(), Type.Unknown(), { description: 'what `message` says, as data' }),
  reason: Nullable(Type.String({ description: 'why, as far as it is known' })),
  reason_data: Nullable(ReasonData),
  affected_engines: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
    description: '50 at most, the subject not among them',
  }),
  affected_engines_total: Type.Integer(),
  affected_streams: Type.Array(
    Type.Object({
      id: Type.String(),
      short_id: Type.String(),
      title: Nullable(Type.String()),
      cut: Type.Boolean({ description: 'it has ended because of this' }),
    }),
    { description: '50 at most' },
  ),
  affected_streams_total: Type.Integer(),
  doing: Nullable(Type.String({ description: 'what is done about it; null once it is resolved' })),
  doing_data: Nullable(ReasonData),
  doing_at: Nullable(Timestamp),
  can: Type.Array(Action, { description: 'the most useful first; empty once it is resolved' }),
  outcome: Nullable(Type.String({ description: 'how it ended; null while it is open' })),
  outcome_data: Nullable(ReasonData),
})
export type Incident = Static<typeof Incident>
