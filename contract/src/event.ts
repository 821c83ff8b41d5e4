import { type Static, Type } from 'typebox'
import { ReasonData } from './reasons/reason.ts'
import { Nullable, Timestamp } from './scalars.ts'

export const EventType = Type.Union([
  Type.Literal('engine'),
  Type.Literal('stream'),
  Type.Literal('vpn'),
  Type.Literal('health'),
  Type.Literal('system'),
])
export type EventType = Static<typeof EventType>

export const Severity = Type.Union([Type.Literal('info'), Type.Literal('warning'), Type.Literal('critical')])
export type Severity = Static<typeof Severity>

export const JournalEntry = Type.Object({
  id: Type.Integer(),
  timestamp: Timestamp,
  event_type: EventType,
  category: Type.String({
    description: 'what kind of thing happened, e.g. created, failed, unhealthy, ended',
  }),
  severity: Severity,
  message: Type.String(),
  params: Nullable(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'what `message` says, as data; null for entries stored before there was any',
    }),
  ),
  details: Type.Record(Type.String(), Type.Unknown()),
  container_id: Nullable(Type.String()),
  stream_id: Nullable(Type.String()),
  stream_short_id: Nullable(Type.String()),
  vpn_container: Nullable(Type.String()),
  incident_id: Type.Optional(
    Nullable(Type.String({ description: 'of the incident that it belongs to; absent from older servers' })),
  ),
})
export type JournalEntry = Static<typeof JournalEntry>

/** A long action on its way: an image pull with bytes, a scaling with engines ready. */
export const Job = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  title: Type.String(),
  title_data: Type.Optional(ReasonData),
  done: Type.Number(),
  total: Nullable(Type.Number()),
  unit: Type.String(),
  state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
  error: Nullable(Type.String()),
  error_data: Type.Optional(Nullable(ReasonData)),
})
export type Job = Static<typeof Job>
