import { type Static, Type } from 'typebox'
import { Nullable, Timestamp } from './scalars.ts'

const DoctorVerdict = Type.Union([
  Type.Literal('ok'),
  Type.Literal('info', { description: 'worth knowing, nothing to do' }),
  Type.Literal('warning', { description: 'works, or not as well as it could' }),
  Type.Literal('error', { description: 'keeps engines or the orchestrator from working' }),
])
export type DoctorVerdict = Static<typeof DoctorVerdict>

/** New checks and codes are added over time: readers show `message` for those they don't know. */
export const DoctorFinding = Type.Object({
  check: Type.String({ description: 'what was examined, e.g. `docker`' }),
  code: Type.String({ description: 'what was found; never renamed' }),
  verdict: DoctorVerdict,
  message: Type.String({ description: 'what was found, in words' }),
  params: Type.Record(Type.String(), Type.Unknown(), { description: 'what `message` says, as data' }),
  cure: Nullable(Type.String({ description: 'what to do; null where nothing is wrong' })),
  command: Nullable(
    Type.String({
      description: 'the cure as text to paste: a command, or lines of a file that `cure` names',
    }),
  ),
})
export type DoctorFinding = Static<typeof DoctorFinding>

export const DoctorReport = Type.Object({
  version: Type.String({ description: 'of the orchestrator' }),
  platform: Type.String({ description: 'Node, system and processor, e.g. `Node 26.10.0, linux x64`' }),
  created_at: Timestamp,
  duration_ms: Type.Integer(),
  verdict: DoctorVerdict,
  findings: Type.Array(DoctorFinding, {
    description: 'in the order of the checks; those that do not apply are left out',
  }),
})
export type DoctorReport = Static<typeof DoctorReport>
