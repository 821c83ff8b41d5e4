import type { Lease } from '../playback/engines.ts'

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

/** A `PlaybackLease`, or one of the engines in an answer to a report. */
export function readLease(value: unknown): Lease | undefined {
  const { container_id: engineId, host, port } = fieldsOf(value)
  if (typeof engineId !== 'string' || typeof host !== 'string' || typeof port !== 'number') return undefined
  return { engineId, address: { host, port } }
}

export function readEngines(value: unknown): readonly Lease[] {
  const { engines } = fieldsOf(value)
  return Array.isArray(engines) ? engines.flatMap((each: unknown) => readLease(each) ?? []) : []
}

/** Ids in an answer to a report; an older orchestrator names none. */
export function readIds(value: unknown, field: 'gone' | 'leave' | 'close'): ReadonlySet<string> {
  const ids = fieldsOf(value)[field]
  return new Set(Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [])
}

/** The sentence of a refusal: `detail` is that, or for 503 an object that holds it. */
export function readProblem(value: unknown, status: number): string {
  const { detail } = fieldsOf(value)
  if (typeof detail === 'string') return detail
  const { message } = fieldsOf(detail)
  return typeof message === 'string' ? message : `the orchestrator answered ${status}`
}
