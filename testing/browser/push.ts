/** Web Push without a push service: the browser's edge is replaced, everything behind it is real. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { BrowserContext, Page } from '@playwright/test'
import { CERTIFICATE } from '../machine/certificate.ts'
import type { PushBrowser } from '../receivers/push-browser.ts'

/** The server of a test runs in this process; its push service is one of ours. */
export function trustOurCertificate(): void {
  setDefaultCACertificates([...getCACertificates('default'), CERTIFICATE])
}

/** From now on pages of `context` subscribe with these keys, at this address, and stay subscribed across reloads. */
export async function stubPush(context: BrowserContext, endpoint: string, browser: PushBrowser) {
  await context.addInitScript(
    ({ json }) => {
      const NAME = 'stubbed-subscription'
      const subscription = (key: string) => ({
        endpoint: json.endpoint,
        options: { applicationServerKey: bytesOf(key) },
        toJSON: () => json,
        unsubscribe: async () => {
          localStorage.removeItem(NAME)
          return true
        },
      })
      const bytesOf = (text: string) => {
        const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
        return Uint8Array.from(raw, (letter) => letter.charCodeAt(0)).buffer
      }
      Object.assign(PushManager.prototype, {
        getSubscription: async () => {
          const key = localStorage.getItem(NAME)
          return key === null ? null : subscription(key)
        },
        subscribe: async ({ applicationServerKey: key }: { applicationServerKey: string }) => {
          localStorage.setItem(NAME, key)
          return subscription(key)
        },
      })
    },
    { json: { endpoint, expirationTime: null, keys: browser.keys } },
  )
}

/** Hands a message to the page's service worker as the browser does when one comes in. */
export async function deliverPush(page: Page, data: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const registration = new Promise<{ registrationId: string }>((found) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations
      if (first !== undefined) found(first)
    }),
  )
  await devtools.send('ServiceWorker.enable')
  const { registrationId } = await registration
  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: new URL(page.url()).origin,
    registrationId,
    data,
  })
}

/** What the browser shows. */
export const notificationsOf = (page: Page) =>
  page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready
    return (await worker.getNotifications()).map(({ title, body }) => ({ title, body }))
  })

/** Clicks on the notification that is shown. No page may focus itself then, as nobody really clicked. */
export async function clickNotification(context: BrowserContext): Promise<void> {
  const [worker] = context.serviceWorkers()
  if (worker === undefined) throw new Error('no service worker')
  await worker.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: the types here are those of a page, and this runs in a worker
    const scope = self as any
    const [notification] = await scope.registration.getNotifications()
    const event = new scope.NotificationEvent('notificationclick', { notification })
    let done: Promise<unknown> = Promise.resolve()
    Object.defineProperty(event, 'waitUntil', {
      value: (promise: Promise<unknown>) => {
        done = promise.catch(() => undefined)
      },
    })
    scope.dispatchEvent(event)
    await done
  })
}
