/** What Web Push keeps, in a real file. */
import { systemClock } from '../../server/src/lib/clock.ts'
import { createPushSubscribers, readPushDocument } from '../../server/src/notifiers/push/subscribers.ts'
import { openDocument } from '../../server/src/store/documents/open-document.ts'

export async function pushSubscribersIn(dataDir: string) {
  const name = 'web-push.json'
  return createPushSubscribers(
    await openDocument({ dataDir, name, version: 1, read: readPushDocument, clock: systemClock }),
  )
}
