import { isObject } from '../../lib/json.ts'
import type { NotifierKindName } from '../notifier.ts'
import type { AlertRule } from '../rules/rule.ts'
import type { AlertsDocument, SecretsDocument, StoredNotifier } from './book.ts'

const KINDS: Readonly<Record<NotifierKindName, true>> = {
  webhook: true,
  ntfy: true,
  gotify: true,
  telegram: true,
  discord: true,
  slack: true,
  email: true,
  web_push: true,
  mqtt: true,
}

/** Undefined: it is damaged. */
export function readAlertsDocument(data: unknown): AlertsDocument | undefined {
  if (!isObject(data) || !Array.isArray(data['notifiers'])) return undefined
  const { notifiers, rules } = data
  if (!notifiers.every(isNotifier) || !(rules === null || (Array.isArray(rules) && rules.every(isRule))))
    return undefined
  return { notifiers, rules }
}

export function readSecretsDocument(data: unknown): SecretsDocument | undefined {
  if (!isObject(data)) return undefined
  return Object.values(data).every(isTexts) ? (data as SecretsDocument) : undefined
}

function isNotifier(value: unknown): value is StoredNotifier {
  if (!isObject(value)) return false
  const { id, kind, name, enabled, language, fields } = value
  const hasTexts = [id, kind, name, language].every((each) => typeof each === 'string')
  return hasTexts && Object.hasOwn(KINDS, String(kind)) && typeof enabled === 'boolean' && isTexts(fields)
}

function isRule(value: unknown): value is AlertRule {
  if (!isObject(value)) return false
  const { id, severities, delayMs, gatherMs } = value
  return typeof id === 'string' && Array.isArray(severities) && [delayMs, gatherMs].every(Number.isFinite)
}

function isTexts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((each) => typeof each === 'string')
}
