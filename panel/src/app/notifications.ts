import { capital, isPressing } from '../fleet/incidents/incidents.ts'
import type { Incident } from '../fleet/model.ts'
import type { IssueKind, Overall } from '../fleet/overall/overall.ts'
import { i18n } from '../i18n/use-i18n.ts'
import { settings } from '../platform/app-settings.ts'

const TOLD = ['vpn', 'no_free'] as const satisfies readonly IssueKind[]
let known = new Set<string>()

interface Told {
  /** Each id is notified once for as long as it lasts. */
  readonly id: string
  readonly title: string
  readonly body: string
}

function ofIncident(incident: Incident): Told {
  const { t, incidentOf, say } = i18n()
  const streams = incident.affected_streams_total
  const parts = [
    streams > 0 ? t.plural.streams(streams) : null,
    say(incident, 'reason'),
    say(incident, 'doing'),
  ]
  return {
    id: incident.id,
    title: capital(incidentOf(incident), incident.subject.name),
    body: parts.filter((part) => part !== null).join(' · '),
  }
}

/** What an older server leaves the page to find. */
function ofIssue(kind: (typeof TOLD)[number]): Told {
  const { t } = i18n()
  return kind === 'vpn'
    ? { id: kind, title: t.notify.vpnDown, body: t.notify.vpnDownText }
    : { id: kind, title: t.notify.noFree, body: t.notify.noFreeText }
}

const pressing = ({ issues, incidents }: Overall): Told[] => [
  ...TOLD.filter((kind) => issues.some((issue) => issue.kind === kind)).map(ofIssue),
  ...incidents.filter(isPressing).map(ofIncident),
]

async function show({ title, body, id }: Told, incident: string | null): Promise<void> {
  const options: NotificationOptions = { body, tag: id, icon: './icons/icon-192.png', data: { incident } }
  const worker = await navigator.serviceWorker?.getRegistration()
  if (worker) await worker.showNotification(title, options)
  else new Notification(title, options)
}

/** Notifies once of what is pressing, and only if that began while the tab was hidden. */
export function watchForNotifications(overall: Overall): void {
  const now = pressing(overall)
  const begun = now.filter(({ id }) => !known.has(id))
  known = new Set(now.map(({ id }) => id))
  if (!document.hidden || !settings.get().notifications || Notification.permission !== 'granted') return
  for (const one of begun) void show(one, overall.incidents.some(({ id }) => id === one.id) ? one.id : null)
}

/** Somebody clicked on a notification while the panel is open: the service worker says where to (public/sw.js). */
export function listenForNotificationClicks(): void {
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    const to: unknown = data?.open
    if (typeof to === 'string' && to.startsWith('#/')) location.hash = to
  })
}

export const notificationsPossible = (): boolean => 'Notification' in window && window.isSecureContext

/** Asks the browser for permission, and registers the service worker: some browsers show notifications through one only. */
export async function allowNotifications(): Promise<boolean> {
  if (!notificationsPossible()) return false
  const granted = (await Notification.requestPermission()) === 'granted'
  if (granted) await navigator.serviceWorker?.register('./sw.js').catch(() => undefined)
  return granted
}
