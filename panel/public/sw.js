// Shows notifications, which some browsers do through a service worker alone, and receives Web Push. Nothing is cached.
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

// What the server sends: server/src/notifiers/web-push.ts. Browsers withdraw the permission of who shows nothing.
self.addEventListener('push', (event) => {
  const { id, title = 'Acestream Orchestrator', text = '', incident = null } = messageOf(event.data)
  const options = { body: text, tag: incident ?? id ?? 'alert', renotify: true, icon: './icons/icon-192.png' }
  event.waitUntil(self.registration.showNotification(title, { ...options, data: { incident } }))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const incident = event.notification.data?.incident ?? null
  event.waitUntil(open(incident === null ? '#/' : `#/?incident=${encodeURIComponent(incident)}`))
})

function messageOf(data) {
  try {
    return data?.json() ?? {}
  } catch {
    return {}
  }
}

/** An open panel goes there by itself, without being loaded again. */
async function open(hash) {
  const { scope } = self.registration
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const panel = windows.find(({ url }) => url.startsWith(scope))
  if (panel === undefined) return self.clients.openWindow(`${scope}${hash}`)
  panel.postMessage({ open: hash })
  return panel.focus()
}
