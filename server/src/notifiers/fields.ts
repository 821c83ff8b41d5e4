import type { FieldType, NotifierField } from '../alerts/notifier.ts'

type Extras = Partial<Pick<NotifierField, 'required' | 'secret' | 'fallback' | 'allowed'>>

/** A row of a kind's table of fields; not required, no secret and without a fallback unless it says so. */
export function field(name: string, type: FieldType, extras: Extras = {}): NotifierField {
  return { name, type, required: false, secret: false, fallback: null, allowed: [], ...extras }
}

export const WEB = ['https', 'http'] as const
export const MUST = { required: true } as const
export const SECRET = { secret: true } as const
/** An address that works as a password, as webhooks' do. */
export const SECRET_URL = { required: true, secret: true, allowed: WEB } as const
