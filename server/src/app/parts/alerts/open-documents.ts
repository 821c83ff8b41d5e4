import type { AlertsDocument, SecretsDocument } from '../../../alerts/book/book.ts'
import { readAlertsDocument, readSecretsDocument } from '../../../alerts/book/read-documents.ts'
import type { Clock } from '../../../lib/clock.ts'
import { type PushDocument, readPushDocument } from '../../../notifiers/push/subscribers.ts'
import { openDocument } from '../../../store/documents/open-document.ts'

/** What was set in the panel: rules and notifiers, their secrets in a file of their own, and the browsers of Web Push. */
export async function openAlertDocuments(dataDir: string, clock: Clock) {
  const place = { dataDir, clock, version: 1 }
  const [alerts, secrets, browsers] = await Promise.all([
    openDocument<AlertsDocument>({ ...place, name: 'alerts.json', read: readAlertsDocument }),
    openDocument<SecretsDocument>({ ...place, name: 'alert-secrets.json', read: readSecretsDocument }),
    openDocument<PushDocument>({ ...place, name: 'web-push.json', read: readPushDocument }),
  ])
  return { alerts, secrets, browsers }
}
