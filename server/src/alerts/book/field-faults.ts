import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { NotifierFault, NotifierField, NotifierFields, NotifierKind } from '../notifier.ts'

/** Everything that is wrong with what was entered, by field. */
export function fieldFaults(
  kind: Pick<NotifierKind, 'fields' | 'check'>,
  fields: NotifierFields,
): readonly NotifierFault[] {
  const known = new Map(kind.fields.map((each) => [each.name, each]))
  const allowed = [...known.keys()]
  const unknown = Object.keys(fields)
    .filter((name) => !known.has(name))
    .map((field): NotifierFault => ({ field, reason: { code: 'field_unknown', allowed } }))
  const wrong = kind.fields.flatMap((each): NotifierFault[] => {
    const reason = faultOf(each, fields[each.name])
    return reason === null ? [] : [{ field: each.name, reason }]
  })
  // What a kind looks for itself supposes that each field is of its type.
  return unknown.length + wrong.length > 0 ? [...unknown, ...wrong] : kind.check(fields)
}

/** A text that a header or an address can carry. */
const LONGEST = 2_000
const LONGEST_TEMPLATE = 20_000

function faultOf(field: NotifierField, value: string | undefined): Reason | null {
  if (value === undefined) return field.required ? { code: 'value_missing' } : null
  const most = field.type === 'template' ? LONGEST_TEMPLATE : LONGEST
  if (value.length > most) return { code: 'text_too_long', most }
  if (field.type !== 'template' && /\p{Cc}/u.test(value)) return { code: 'value_not_valid' }
  return TYPES[field.type](value, field.allowed)
}

type Check = (value: string, allowed: readonly string[]) => Reason | null

const TYPES: { readonly [T in NotifierField['type']]: Check } = {
  text: () => null,
  template: () => null,
  url: (value, schemes) => {
    const scheme = URL.canParse(value) ? new URL(value).protocol.slice(0, -1) : ''
    return schemes.includes(scheme) ? null : { code: 'not_a_url', schemes }
  },
  port: (value) => {
    if (!/^\d+$/.test(value)) return { code: 'value_wrong_type', expected: 'integer' }
    if (Number(value) < 1) return { code: 'value_too_small', least: 1 }
    return Number(value) > 65_535 ? { code: 'value_too_large', most: 65_535 } : null
  },
  mail: (value) => (value.split(',').every(isMailAddress) ? null : { code: 'not_a_mail_address' }),
  choice: (value, allowed) => (allowed.includes(value) ? null : { code: 'value_not_allowed', allowed }),
  flag: (value) =>
    value === 'true' || value === 'false' ? null : { code: 'value_wrong_type', expected: 'boolean' },
}

/** `me@example.org` or `Me <me@example.org>`. */
function isMailAddress(text: string): boolean {
  return /^([^<>@]*<)?[^\s<>@]+@[^\s<>@]+>?$/.test(text.trim())
}
