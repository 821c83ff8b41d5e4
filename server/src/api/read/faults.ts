import type { ValidationFault } from '@acestream-orchestrator/contract/problem'
import type { Reason, ReasonParams } from '@acestream-orchestrator/contract/reasons/reason'
import type { ErrorObject } from 'ajv'
import type { DomainError } from '../../lib/errors.ts'
import { isReason, sentenceOf } from '../../wording/sentence.ts'

/** The part of a request in which a fault lies, in the words existing clients know. */
export type RequestPart = 'body' | 'query' | 'path' | 'header'

const PART_OF: Readonly<Record<string, RequestPart>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'header',
}

/** More are of no help to anybody. */
const MOST_FAULTS = 20
/** A caller knows what it sent; a long value is not sent back. */
const LONGEST_INPUT = 200

const TYPE_FAULTS: Readonly<Record<string, string>> = {
  integer: 'int_type',
  number: 'float_type',
  string: 'string_type',
  boolean: 'bool_type',
  object: 'dict_type',
  array: 'list_type',
}

const KEYWORD_FAULTS: Readonly<Record<string, string>> = {
  minimum: 'greater_than_equal',
  maximum: 'less_than_equal',
  minLength: 'string_too_short',
  maxLength: 'string_too_long',
  pattern: 'string_pattern_mismatch',
  minItems: 'too_short',
  maxItems: 'too_long',
  maxProperties: 'too_long',
}

/** The validator's findings as one list of faults, those of a union's branches brought together. */
export function faultsOf(raw: readonly ErrorObject[], context: string): ValidationFault[] {
  const part = PART_OF[context] ?? 'body'
  const unions = raw.filter((each) => each.keyword === 'anyOf')
  const plain = raw.filter(
    (each) => each.keyword !== 'anyOf' && !unions.some((union) => isWithin(each, union)),
  )
  const branches = unions.slice(0, MOST_FAULTS).flatMap((union) => unionFaults(union, raw, part))
  return [...plain.slice(0, MOST_FAULTS).map((each) => faultOf(each, part)), ...branches].slice(
    0,
    MOST_FAULTS,
  )
}

function isWithin(fault: ErrorObject, union: ErrorObject): boolean {
  return fault.schemaPath.startsWith(`${union.schemaPath}/`)
}

/** Of "one of these words": the words. Of "this or null": what is wrong with this. */
function unionFaults(union: ErrorObject, raw: readonly ErrorObject[], part: RequestPart): ValidationFault[] {
  const within = raw.filter((each) => isWithin(each, union))
  const allowed = within.flatMap((each) => (each.keyword === 'const' ? [each.params['allowedValue']] : []))
  if (allowed.length > 0) {
    const says = worded({ code: 'value_not_allowed', allowed: allowed.map(String) })
    return [{ type: 'enum', loc: locationOf(union, part), ...says, ...inputOf(union.data) }]
  }
  return within.filter((each) => each.params['type'] !== 'null').map((each) => faultOf(each, part))
}

function faultOf(raw: ErrorObject, part: RequestPart): ValidationFault {
  const loc = locationOf(raw, part)
  if (raw.keyword === 'required') {
    const missing = String(raw.params['missingProperty'])
    return {
      type: 'missing',
      loc: [...loc, missing],
      ...worded({ code: 'value_missing' }),
      ...inputOf(raw.data),
    }
  }
  const type =
    raw.keyword === 'type'
      ? TYPE_FAULTS[String(raw.params['type'])]
      : (KEYWORD_FAULTS[raw.keyword] ?? raw.keyword)
  return { type: type ?? 'value_error', loc, ...wordsOf(raw), ...inputOf(raw.data) }
}

type Words = Pick<ValidationFault, 'msg' | 'reason_data'>

/** Our sentence, and the reason behind it. */
export function worded(reason: Reason): Words {
  return { msg: sentenceOf(reason), reason_data: reason }
}

/** What the validator found; a finding of our own carries its reason. */
function wordsOf({ keyword, params, data }: ErrorObject): Words {
  const reason = params['reason']
  return worded(isReason(reason) ? reason : reasonOfKeyword(keyword, params, data))
}

type ValueType = ReasonParams['value_wrong_type']['expected']

/** By the keywords of JSON Schema (https://json-schema.org/draft/2020-12/json-schema-validation). */
function reasonOfKeyword(keyword: string, params: Readonly<Record<string, unknown>>, data: unknown): Reason {
  const limit = Number(params['limit'])
  switch (keyword) {
    case 'type':
      return { code: 'value_wrong_type', expected: String(params['type']) as ValueType }
    case 'minimum':
      return { code: 'value_too_small', least: limit }
    case 'maximum':
      return { code: 'value_too_large', most: limit }
    case 'minLength':
      return { code: 'text_too_short', least: limit }
    case 'maxLength':
      return { code: 'text_too_long', most: limit }
    case 'pattern':
      return { code: 'text_wrong_form', pattern: String(params['pattern']) }
    case 'minItems':
      return { code: 'list_too_short', least: limit }
    case 'maxItems':
      return { code: 'list_too_long', most: limit, count: Array.isArray(data) ? data.length : limit + 1 }
    default:
      return { code: 'value_not_valid' }
  }
}

/** All faults of a request as one reason, each with its field. */
export function reasonOfFaults(faults: readonly ValidationFault[]): Reason {
  const reasons = faults.map(({ loc: [part, ...field], msg, reason_data }): Reason => {
    const reason = isReason(reason_data) ? reason_data : ({ code: 'verbatim', text: msg } as const)
    return { code: 'field_invalid', field: field.length > 0 ? field.join('.') : String(part), reason }
  })
  return reasons.length === 1 && reasons[0] ? reasons[0] : { code: 'all', reasons }
}

function locationOf({ instancePath }: ErrorObject, part: RequestPart): (string | number)[] {
  const steps = instancePath.split('/').slice(1)
  return [part, ...steps.map((step) => (/^\d+$/.test(step) ? Number(step) : unescapePointer(step)))]
}

/** RFC 6901: `~1` stands for `/`, `~0` for `~`. */
function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}

function inputOf(data: unknown): { readonly input?: unknown } {
  if (data === undefined) return {}
  if (typeof data === 'string' && data.length > LONGEST_INPUT)
    return { input: `${data.slice(0, LONGEST_INPUT)}…` }
  return lengthLeft(data, LONGEST_INPUT) < 0 ? {} : { input: data }
}

/** How much of `budget` characters is left when `data` is written as JSON; looks no further once none is. */
function lengthLeft(data: unknown, budget: number): number {
  if (typeof data === 'string') return budget - data.length - 2
  if (typeof data !== 'object' || data === null) return budget - String(data).length
  let left = budget - 2
  for (const key in data) {
    if (left < 0) return left
    const entry = Array.isArray(data) ? 1 : key.length + 4
    left = lengthLeft((data as Record<string, unknown>)[key], left - entry)
  }
  return left
}

/** Faults that no schema can see, found by a domain; what was sent for a secret field is not sent back. */
export function domainFaults(error: DomainError): ValidationFault[] {
  if (error.fields.length === 0) return [domainFault(error)]
  return error.fields.map(({ loc, reason, input }) => ({
    type: 'value_error',
    loc: [...loc],
    ...worded(reason),
    ...inputOf(input),
  }))
}

function domainFault({ field, reason }: DomainError): ValidationFault {
  return {
    type: 'value_error',
    loc: [...(field?.loc ?? ['body'])],
    ...worded(reason),
    ...inputOf(field?.input),
  }
}

/** A body that is not JSON at all. */
export function notJson(): ValidationFault {
  return { type: 'json_invalid', loc: ['body'], ...worded({ code: 'body_not_json', text: '' }) }
}
