import type { CodedDiagnosis } from '@acestream-orchestrator/contract/reasons/diagnosis'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Entry, Incident } from '../fleet/model.ts'
import { isRaw, type Raw } from '../fleet/reading/read.ts'

/**
 * Sentences in another language than the server's English, made from codes and parameters; `null` for those that this
 * panel does not know.
 */
export interface Wording {
  readonly reason: (reason: Reason) => string | null
  readonly event: (code: string, params: Raw) => string | null
  readonly incident: (code: string, params: Raw) => string | null
  readonly diagnosis: (diagnosis: CodedDiagnosis) => string | null
}

/** The sentence in a field of what the server sent, in the shown language if its `<field>_data` is there and known. */
export type Say = <Field extends string>(
  of: { readonly [F in Field]: string | null },
  field: Field,
) => string | null

/** `null`: English, in which the server's sentences are. */
export function sayIn(wording: Wording | null): Say {
  return (of, field) => {
    const data = wording && (of as Raw)[`${field}_data`]
    return (isRaw(data) && wording ? worded(wording, field, data) : null) ?? of[field]
  }
}

/** A diagnosis has codes of its own. */
const worded = (wording: Wording, field: string, data: Raw): string | null =>
  field === 'diagnosis'
    ? wording.diagnosis(data as unknown as CodedDiagnosis)
    : wording.reason(data as unknown as Reason)

export type Worded = Pick<Entry, 'event_type' | 'category' | 'message' | 'params'>

/** The sentence of a journal entry. */
export const messageIn =
  (wording: Wording | null) =>
  ({ event_type, category, message, params }: Worded): string =>
    (params && wording?.event(`${event_type}.${category}`, params)) ?? message

/** What is wrong, in words. */
export const incidentIn =
  (wording: Wording | null) =>
  ({ code, params, message }: Pick<Incident, 'code' | 'params' | 'message'>): string =>
    wording?.incident(code, params) ?? message
