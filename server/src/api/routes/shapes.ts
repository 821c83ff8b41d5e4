import { LONGEST_ID } from '@acestream-orchestrator/contract/stream'
import { type TSchema, Type } from 'typebox'

export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: LONGEST_ID }) })

/** ISO-8601, where a time without zone is UTC, or a Unix time. */
export const Since = Type.String({ maxLength: 64, description: 'ISO-8601 (UTC without a zone) or Unix time' })

/** Comma-separated or repeated: `?exclude=a,b` and `?exclude=a&exclude=b`. */
export const Ids = Type.Union([Type.String(), Type.Array(Type.String())])

export function idsOf(value: string | string[] | undefined): string[] {
  return [value ?? []]
    .flat()
    .flatMap((each) => each.split(','))
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

/** The answer of a route when all is well; its refusals have one shape for all (`openapi.ts`). */
export function answers<T extends TSchema>(ok: T): { 200: T } {
  return { 200: ok }
}
