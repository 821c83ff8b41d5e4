import { type Static, Type } from 'typebox'
import { ReasonData } from './reasons/reason.ts'

/** One fault of a request, in the shape that existing clients know. */
export const ValidationFault = Type.Object({
  type: Type.String(),
  loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
  msg: Type.String(),
  input: Type.Optional(Type.Unknown()),
  reason_data: Type.Optional(ReasonData),
})
export type ValidationFault = Static<typeof ValidationFault>

/** Every error answer: a sentence, a list of faults, or (for 503) what blocks and for how long. */
export const Problem = Type.Object(
  {
    detail: Type.Union([
      Type.String(),
      Type.Array(ValidationFault),
      Type.Object({}, { additionalProperties: true }),
    ]),
    code: Type.String(),
    reason_data: Type.Optional(ReasonData),
  },
  { additionalProperties: true },
)
export type Problem = Static<typeof Problem>
