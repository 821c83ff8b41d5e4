// Only for notifications: some browsers show them through a service worker alone. Nothing is cached.
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const shown = self.clients
    .matchAll({ type: 'window', includeUncontrolled: true })
    .then((windows) => (windows[0] ? windows[0].focus() : self.clients.openWindow('./')))
  event.waitUntil(shown)
})
