import type { HttpClient } from '../http/client.ts'
import type { PushSubscribers } from './push/subscribers.ts'

/** What kinds of notifiers share. */
export interface Tools {
  readonly http: HttpClient
  readonly nowMs: () => number
  readonly push: PushSubscribers
}
