import type {
  AlertRuleDraft,
  AlertRuleList,
  NotifierChange,
  NotifierKind,
  NotifierList,
  NotifierTest,
  PushKey,
} from '@acestream-orchestrator/contract/alert'
import { getProtected, write } from '../../../connection/http/api.ts'

export interface AlertSettings {
  readonly list: NotifierList
  readonly rules: AlertRuleList['rules']
}

/** Only servers that know alerts have this section, so the answers are of the contract's shape. */
export async function fetchAlerts(): Promise<AlertSettings> {
  const list = (await getProtected('/notifiers')) as NotifierList
  const { rules } = (await getProtected('/alert-rules')) as AlertRuleList
  return { list, rules }
}

const path = (of: 'notifiers' | 'alert-rules', id: string | null) =>
  id === null ? `/${of}` : `/${of}/${encodeURIComponent(id)}`

export const saveNotifier = (id: string | null, draft: NotifierChange & { kind?: NotifierKind }) =>
  write(id === null ? 'POST' : 'PUT', path('notifiers', id), draft)

export const removeNotifier = (id: string) => write('DELETE', path('notifiers', id))

export const testNotifier = async (id: string) =>
  (await write('POST', `${path('notifiers', id)}/test`)) as NotifierTest

export const fetchPushKey = async (): Promise<string> =>
  ((await getProtected('/notifiers/push/key')) as PushKey).key

/** `browser`: as `PushSubscription.toJSON()` gives it. */
export const addBrowser = (id: string, { endpoint, keys }: PushSubscriptionJSON) =>
  write('POST', `${path('notifiers', id)}/browsers`, { endpoint, keys })

/** `browser`: one of the notifier's `browser_ids`. */
export const removeBrowser = (id: string, browser: string) =>
  write('DELETE', `${path('notifiers', id)}/browsers/${browser}`)

export const saveRule = (id: string | null, draft: AlertRuleDraft) =>
  write(id === null ? 'POST' : 'PUT', path('alert-rules', id), draft)

export const removeRule = (id: string) => write('DELETE', path('alert-rules', id))
