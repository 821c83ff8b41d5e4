import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Fault } from '../../../connection/http/fault.ts'

/** What is wrong with one field: the server's sentence, and the reason behind it. */
export interface FieldFault {
  readonly fault: string
  readonly fault_data: Reason | null
}

const PLACE = 'body.fields.'

/** By the names of a notifier's fields; empty where the fault is about something else. */
export function fieldFaults(fault: Fault | null): ReadonlyMap<string, FieldFault> {
  const { detail = null, reason = null } = fault ?? {}
  const said = (detail ?? '').split(/; (?=body\.)/).filter((each) => each.startsWith(PLACE))
  const reasons = reasonsByField(reason)
  return new Map(
    said.map((each) => {
      const [name = '', ...sentence] = each.slice(PLACE.length).split(': ')
      return [name, { fault: sentence.join(': '), fault_data: reasons.get(name) ?? null }]
    }),
  )
}

function reasonsByField(reason: Reason | null): ReadonlyMap<string, Reason> {
  const all = reason?.code === 'all' ? reason.reasons : reason === null ? [] : [reason]
  return new Map(all.flatMap((each) => (each.code === 'field_invalid' ? [[each.field, each.reason]] : [])))
}
