import type { IssueKind, Overall } from '../fleet/overall/overall.ts'
import { i18n } from '../i18n/use-i18n.ts'
import { settings } from '../platform/app-settings.ts'

const TOLD = ['vpn', 'no_free'] as const satisfies readonly IssueKind[]
let known = new Set<IssueKind>()

async function show(title: string, body: string, tag: string): Promise<void> {
  const options: NotificationOptions = { body, tag, icon: './icons/icon-192.png' }
  const worker = await navigator.serviceWorker?.getRegistration()
  if (worker) await worker.showNotification(title, options)
  else new Notification(title, options)
}

/** Notifies once when the VPN is lost or the last engine becomes busy, and only if that began while the tab was hidden. */
export function watchForNotifications({ issues }: Overall): void {
  const now = new Set(issues.map((issue) => issue.kind))
  const begun = TOLD.filter((kind) => now.has(kind) && !known.has(kind))
  known = now
  if (!document.hidden || !settings.get().notifications || Notification.permission !== 'granted') return
  const { t } = i18n()
  for (const kind of begun) {
    const [title, body] =
      kind === 'vpn' ? [t.notify.vpnDown, t.notify.vpnDownText] : [t.notify.noFree, t.notify.noFreeText]
    void show(title, body, kind)
  }
}

export const notificationsPossible = (): boolean => 'Notification' in window && window.isSecureContext

/** Asks the browser for permission, and registers the service worker: some browsers show notifications through one only. */
export async function allowNotifications(): Promise<boolean> {
  if (!notificationsPossible()) return false
  const granted = (await Notification.requestPermission()) === 'granted'
  if (granted) await navigator.serviceWorker?.register('./sw.js').catch(() => undefined)
  return granted
}
