import { type Static, type TSchema, Type } from 'typebox'

/** A value that may not be known: `null` on the wire, never absent. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** ISO-8601 in UTC with milliseconds, ending in `Z`. */
export const Timestamp = Type.String({ description: 'ISO-8601, UTC, ending in Z' })

export const HealthStatus = Type.Union([
  Type.Literal('healthy'),
  Type.Literal('unhealthy'),
  Type.Literal('unknown'),
])
export type HealthStatus = Static<typeof HealthStatus>
