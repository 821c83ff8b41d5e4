import type { NotifierConfig, NotifierKindName } from '../alerts/notifier.ts'
import { isTimeZone, type QuietHours, readTimeOfDay } from '../alerts/rules/quiet-hours.ts'
import { type AlertRule, DEFAULT_RULE } from '../alerts/rules/rule.ts'
import type { Values } from './schema.ts'

type Name = Extract<keyof Values, `ALERT_${string}`>

interface Row {
  readonly kind: NotifierKindName
  /** Given these, the notifier is there. */
  readonly needs: readonly Name[]
  readonly fields: Readonly<Record<string, Name>>
}

const ROWS: readonly Row[] = [
  {
    kind: 'webhook',
    needs: ['ALERT_WEBHOOK_URL'],
    fields: { url: 'ALERT_WEBHOOK_URL', secret: 'ALERT_WEBHOOK_SECRET' },
  },
  { kind: 'ntfy', needs: ['ALERT_NTFY_URL'], fields: { url: 'ALERT_NTFY_URL', token: 'ALERT_NTFY_TOKEN' } },
  {
    kind: 'gotify',
    needs: ['ALERT_GOTIFY_URL', 'ALERT_GOTIFY_TOKEN'],
    fields: { url: 'ALERT_GOTIFY_URL', token: 'ALERT_GOTIFY_TOKEN' },
  },
  {
    kind: 'telegram',
    needs: ['ALERT_TELEGRAM_TOKEN', 'ALERT_TELEGRAM_CHAT_ID'],
    fields: { token: 'ALERT_TELEGRAM_TOKEN', chat_id: 'ALERT_TELEGRAM_CHAT_ID' },
  },
  { kind: 'discord', needs: ['ALERT_DISCORD_URL'], fields: { url: 'ALERT_DISCORD_URL' } },
  { kind: 'slack', needs: ['ALERT_SLACK_URL'], fields: { url: 'ALERT_SLACK_URL' } },
  {
    kind: 'email',
    needs: ['ALERT_EMAIL_HOST', 'ALERT_EMAIL_FROM', 'ALERT_EMAIL_TO'],
    fields: {
      host: 'ALERT_EMAIL_HOST',
      port: 'ALERT_EMAIL_PORT',
      security: 'ALERT_EMAIL_SECURITY',
      user: 'ALERT_EMAIL_USER',
      password: 'ALERT_EMAIL_PASSWORD',
      from: 'ALERT_EMAIL_FROM',
      to: 'ALERT_EMAIL_TO',
    },
  },
  {
    kind: 'mqtt',
    needs: ['ALERT_MQTT_URL'],
    fields: {
      url: 'ALERT_MQTT_URL',
      user: 'ALERT_MQTT_USER',
      password: 'ALERT_MQTT_PASSWORD',
      topic: 'ALERT_MQTT_TOPIC',
    },
  },
]

/** The notifiers that the environment sets, and its rule; null: it sets none. */
export function alertsOf(values: Values): {
  readonly notifiers: readonly NotifierConfig[]
  readonly rule: AlertRule | null
} {
  return { notifiers: ROWS.flatMap((row) => notifierOf(row, values)), rule: ruleOf(values) }
}

function notifierOf({ kind, needs, fields }: Row, values: Values): NotifierConfig[] {
  if (needs.some((name) => values[name] === null)) return []
  const given = Object.entries(fields).flatMap(([field, name]) => {
    const value = values[name]
    return value === null ? [] : [[field, String(value)] as const]
  })
  const set = Object.values(fields).filter((name) => values[name] !== null && !DEFAULTED.has(name))
  return [
    {
      id: `environment-${kind}`,
      kind,
      name: kind,
      enabled: true,
      language: values.ALERT_LANGUAGE,
      fields: Object.fromEntries(given),
      origin: 'environment',
      variables: set,
    },
  ]
}

/** They always have a value, so that it says nothing of who set it. */
const DEFAULTED: ReadonlySet<Name> = new Set(['ALERT_EMAIL_PORT', 'ALERT_EMAIL_SECURITY', 'ALERT_MQTT_TOPIC'])

function ruleOf(values: Values): AlertRule | null {
  const { ALERT_SEVERITIES, ALERT_REPEAT_S, ALERT_QUIET_HOURS, ALERT_DELAY_S } = values
  const isSet = ALERT_SEVERITIES !== null || ALERT_REPEAT_S !== null || ALERT_QUIET_HOURS !== null
  if (!isSet && ALERT_DELAY_S === DEFAULT_RULE.delayMs) return null
  return {
    ...DEFAULT_RULE,
    id: 'environment',
    severities: ALERT_SEVERITIES ?? DEFAULT_RULE.severities,
    delayMs: ALERT_DELAY_S,
    repeatMs: ALERT_REPEAT_S,
    quiet: ALERT_QUIET_HOURS === null ? null : (quietHours(ALERT_QUIET_HOURS) ?? null),
    origin: 'environment',
  }
}

/** `23:00-07:00 Europe/Madrid`; without a zone that of this process. Undefined: no such hours. */
export function quietHours(text: string): QuietHours | undefined {
  const [, from = '', to = '', zone] = /^(\S+)-(\S+?)(?: (\S+))?$/.exec(text) ?? []
  const [first, last] = [readTimeOfDay(from), readTimeOfDay(to)]
  const timeZone = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  if (first === undefined || last === undefined || !isTimeZone(timeZone)) return undefined
  return { from: first, to: last, timeZone, exceptCritical: true }
}
