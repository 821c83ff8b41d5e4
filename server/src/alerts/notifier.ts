import type { Severity } from '@acestream-orchestrator/contract/events/event'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { AlertItem } from './message.ts'
import type { Delivery } from './ports.ts'
import type { Origin } from './rules/rule.ts'

export type NotifierKindName =
  | 'webhook'
  | 'ntfy'
  | 'gotify'
  | 'telegram'
  | 'discord'
  | 'slack'
  | 'email'
  | 'web_push'
  | 'mqtt'

export type Language = 'en' | 'es'

/** How one field of a notifier is entered. `flag`: `true` or `false`. */
export type FieldType = 'text' | 'url' | 'port' | 'mail' | 'choice' | 'flag' | 'template'

export interface NotifierField {
  readonly name: string
  readonly type: FieldType
  readonly required: boolean
  /** Written once and never shown again. */
  readonly secret: boolean
  /** What an empty field stands for; null: nothing. */
  readonly fallback: string | null
  /** Of a URL: the schemes. Of a choice: the words. */
  readonly allowed: readonly string[]
}

/** By the fields' names; those left empty are not there. */
export type NotifierFields = Readonly<Record<string, string>>

/** One way to a person, as it is set. */
export interface NotifierConfig {
  readonly id: string
  readonly kind: NotifierKindName
  readonly name: string
  readonly enabled: boolean
  readonly language: Language
  readonly fields: NotifierFields
  readonly origin: Origin
  /** The environment variables that set it; empty for those of the panel. */
  readonly variables: readonly string[]
}

/** What is wrong with a field. */
export interface NotifierFault {
  readonly field: string
  readonly reason: Reason
}

/** A message in words, ready to be sent. */
export interface Notice {
  /** The same for the same news, so that a receiver can drop what it already has. */
  readonly id: string
  readonly state: 'opened' | 'still' | 'resolved' | 'test'
  readonly severity: Severity
  readonly title: string
  /** Lines, one for each incident; empty where the title says it all. */
  readonly text: string
  readonly atMs: number
  readonly language: Language
  /** Where the panel is; null where nobody knows. */
  readonly link: string | null
  readonly items: readonly NoticeItem[]
}

/** One incident of a message, with its sentences. */
export interface NoticeItem {
  readonly state: 'open' | 'resolved'
  readonly message: string
  readonly reason: string | null
  readonly doing: string | null
  readonly outcome: string | null
  readonly item: AlertItem
}

/** Sends a notice through a notifier of one kind. */
export interface NotifierKind {
  readonly kind: NotifierKindName
  readonly fields: readonly NotifierField[]
  /** What is wrong beyond what each field's type says, as in a template. */
  check(fields: NotifierFields): readonly NotifierFault[]
  /** `config.fields` with their fallbacks. Aborts with the signal. */
  send(config: NotifierConfig, notice: Notice, signal: AbortSignal): Promise<Delivery>
}

/** Kinds are loaded when they are used. */
export interface NotifierKinds {
  all(): Promise<readonly NotifierKind[]>
  get(kind: NotifierKindName): Promise<NotifierKind>
}

/** The fields with what empty ones stand for. */
export function withFallbacks(kind: Pick<NotifierKind, 'fields'>, fields: NotifierFields): NotifierFields {
  const fallbacks = kind.fields.flatMap(({ name, fallback }) => (fallback === null ? [] : [[name, fallback]]))
  return { ...Object.fromEntries(fallbacks), ...fields }
}
