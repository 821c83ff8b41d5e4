import { type Static, Type } from 'typebox'
import { Severity } from './event.ts'
import { ReasonData } from './reasons/reason.ts'
import { Nullable, Timestamp } from './scalars.ts'

const NotifierKind = Type.Union([
  Type.Literal('webhook'),
  Type.Literal('ntfy'),
  Type.Literal('gotify'),
  Type.Literal('telegram'),
  Type.Literal('discord'),
  Type.Literal('slack'),
  Type.Literal('email'),
  Type.Literal('web_push'),
  Type.Literal('mqtt'),
])
export type NotifierKind = Static<typeof NotifierKind>

const Language = Type.Union([Type.Literal('en'), Type.Literal('es')])

/** Who set it: nobody (the default), the environment, which alone changes it, or a person in the panel. */
const Origin = Type.Union([Type.Literal('default'), Type.Literal('environment'), Type.Literal('panel')])

export const NotifierField = Type.Object({
  name: Type.String(),
  type: Type.Union([
    Type.Literal('text'),
    Type.Literal('url'),
    Type.Literal('port'),
    Type.Literal('mail'),
    Type.Literal('choice'),
    Type.Literal('flag', { description: '`true` or `false`' }),
    Type.Literal('template', { description: 'JSON with placeholders' }),
  ]),
  required: Type.Boolean(),
  secret: Type.Boolean({ description: 'written, and never shown again' }),
  fallback: Nullable(Type.String({ description: 'what an empty field stands for' })),
  allowed: Type.Array(Type.String(), { description: 'the words of a choice, the schemes of a URL' }),
})
export type NotifierField = Static<typeof NotifierField>

export const Notifier = Type.Object({
  id: Type.String(),
  kind: NotifierKind,
  name: Type.String(),
  enabled: Type.Boolean(),
  language: Language,
  origin: Origin,
  variables: Type.Array(Type.String(), { description: 'the environment variables that set it' }),
  fields: Type.Record(Type.String(), Type.String(), { description: 'without the secret ones' }),
  secrets_set: Type.Array(Type.String(), { description: 'names of the secret fields that have a value' }),
  waiting: Type.Integer({ description: 'messages that wait to be delivered' }),
  failing_since: Nullable(Timestamp),
  last_attempt_at: Nullable(Timestamp),
  last_sent_at: Nullable(Timestamp),
  last_error: Nullable(Type.String({ description: 'why the last message was not delivered; null: it was' })),
  last_error_data: Nullable(ReasonData),
  browsers: Nullable(Type.Integer({ description: 'of Web Push: how many browsers are subscribed' })),
  browser_ids: Nullable(
    Type.Array(Type.String(), {
      description: 'of Web Push: the SHA-256 of the address of each subscribed browser, in hexadecimal',
    }),
  ),
})
export type Notifier = Static<typeof Notifier>

export const NotifierList = Type.Object({
  revision: Type.Integer({
    description: 'counts the changes; sent back, a change of what is older is refused',
  }),
  notifiers: Type.Array(Notifier),
  kinds: Type.Array(Type.Object({ kind: NotifierKind, fields: Type.Array(NotifierField) })),
  fault: Nullable(Type.String({ description: 'why what is stored can not be used' })),
  fault_data: Nullable(ReasonData),
})
export type NotifierList = Static<typeof NotifierList>

const draft = {
  name: Type.Optional(Type.String({ maxLength: 100 })),
  enabled: Type.Optional(Type.Boolean()),
  language: Type.Optional(Language),
  fields: Type.Optional(
    Type.Record(Type.String(), Nullable(Type.String({ maxLength: 20_000 })), {
      description: 'one that is not there stays as it is; null empties it',
    }),
  ),
  revision: Type.Optional(Type.Integer()),
}
export const NewNotifier = Type.Object({ kind: NotifierKind, ...draft })
export const NotifierChange = Type.Object(draft)
export type NotifierChange = Static<typeof NotifierChange>

export const NotifierTest = Type.Object({
  sent: Type.Boolean(),
  error: Nullable(Type.String()),
  error_data: Nullable(ReasonData),
})
export type NotifierTest = Static<typeof NotifierTest>

export const PushKey = Type.Object({
  key: Type.String({ description: 'the applicationServerKey of browsers' }),
})
export type PushKey = Static<typeof PushKey>

/** As `PushSubscription.toJSON()` of a browser. */
export const PushBrowser = Type.Object({
  endpoint: Type.String({ maxLength: 2000, pattern: '^https://' }),
  keys: Type.Object({
    p256dh: Type.String({ pattern: '^[\\w-]{80,100}={0,2}$' }),
    auth: Type.String({ pattern: '^[\\w-]{20,40}={0,2}$' }),
  }),
})
export type PushBrowser = Static<typeof PushBrowser>

const timeOfDay = Type.String({ pattern: '^([01]?\\d|2[0-3]):[0-5]\\d$', description: 'such as 22:30' })

const ruleFields = {
  enabled: Type.Boolean(),
  severities: Type.Array(Severity),
  delay_s: Type.Integer({ minimum: 0, maximum: 86_400, description: 'an incident must last so long' }),
  gather_s: Type.Integer({
    minimum: 0,
    maximum: 3600,
    description: 'what comes within so long is one message',
  }),
  repeat_s: Nullable(
    Type.Integer({ minimum: 60, maximum: 604_800, description: 'told again while it is open' }),
  ),
  tells_resolved: Type.Boolean(),
  quiet: Nullable(
    Type.Object({
      from: timeOfDay,
      to: timeOfDay,
      time_zone: Type.String({ maxLength: 64, description: 'an IANA name such as Europe/Madrid' }),
      except_critical: Type.Boolean(),
    }),
  ),
  notifiers: Nullable(Type.Array(Type.String(), { description: 'ids; null: all' })),
}

export const AlertRule = Type.Object({ id: Type.String(), origin: Origin, ...ruleFields })
export type AlertRule = Static<typeof AlertRule>
export const AlertRuleDraft = Type.Object({ ...ruleFields, revision: Type.Optional(Type.Integer()) })
export type AlertRuleDraft = Static<typeof AlertRuleDraft>
export const AlertRuleList = Type.Object({ revision: Type.Integer(), rules: Type.Array(AlertRule) })
export type AlertRuleList = Static<typeof AlertRuleList>
