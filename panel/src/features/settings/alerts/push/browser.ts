import { isKeyOf, type PushObstacle, pushObstacle } from './support.ts'

/** Whether this page can be subscribed. */
export function obstacleHere(): PushObstacle {
  const hasPush = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
  return pushObstacle({
    isSecure: window.isSecureContext,
    hasPush,
    permission: hasPush ? Notification.permission : 'default',
  })
}

/** To be called first thing in a click: some browsers ask nobody later. */
export async function askForPermission(): Promise<boolean> {
  return (await Notification.requestPermission()) === 'granted'
}

/** The address of this browser's subscription; null: it has none. */
export async function endpointHere(): Promise<string | null> {
  if (obstacleHere() === 'insecure' || obstacleHere() === 'unsupported') return null
  const worker = await navigator.serviceWorker.getRegistration()
  return (await worker?.pushManager.getSubscription())?.endpoint ?? null
}

/** Subscribes at the browser's push service. `key`: the server's public one, in base64url. */
export async function subscribeHere(key: string): Promise<PushSubscriptionJSON> {
  await navigator.serviceWorker.register('./sw.js')
  const { pushManager } = await navigator.serviceWorker.ready
  const before = await pushManager.getSubscription()
  // A page has one subscription, and the server's keys are others after a restore without secrets.
  if (before && !isKeyOf(before.options.applicationServerKey, key)) await before.unsubscribe()
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  return made.toJSON()
}

export async function unsubscribeHere(): Promise<void> {
  const worker = await navigator.serviceWorker.getRegistration()
  await (await worker?.pushManager.getSubscription())?.unsubscribe()
}
