/** The kinds of notifiers over a real HTTP client, for tests. */
import {
  type NotifierFields,
  type NotifierKindName,
  withFallbacks,
} from '../../server/src/alerts/notifier.ts'
import type { Delivery } from '../../server/src/alerts/ports.ts'
import { createHttpClient } from '../../server/src/http/client.ts'
import { notifierKinds } from '../../server/src/notifiers/kinds.ts'
import type { PushSubscribers } from '../../server/src/notifiers/push/subscribers.ts'
import { aNotice, aNotifier } from '../builders/notice.ts'
import { T0 } from '../builders/world.ts'
import { atEnd, type Cleanup } from '../machine/temporary.ts'

const NO_BROWSERS: PushSubscribers = {
  keys: () => Promise.reject(new Error('no keys')),
  list: () => [],
  add: async () => {},
  remove: async () => {},
  removeAll: async () => {},
}

export function kindsHere(t: Cleanup, push: PushSubscribers = NO_BROWSERS) {
  const http = createHttpClient({ keepAliveMs: 0, longestBytes: 64 * 1024 })
  atEnd(t, () => http.close())
  const kinds = notifierKinds({ http, nowMs: () => T0, push })
  const send = async (
    name: NotifierKindName,
    fields: NotifierFields,
    notice = aNotice(),
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Delivery> => {
    const kind = await kinds.get(name)
    return kind.send(aNotifier(name, withFallbacks(kind, fields)), notice, signal)
  }
  return { kinds, send }
}
