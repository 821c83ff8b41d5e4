import type { AlertBook } from './book/book.ts'
import type { CourierStatus } from './delivery/courier.ts'
import type { FateCounts } from './delivery/delivery.ts'
import type { NotifierKind } from './notifier.ts'
import type { Delivery } from './ports.ts'

/** Browsers that Web Push sends to. */
export interface PushBrowsers {
  /** The public key that a browser subscribes with. */
  key(): Promise<string>
  /** Names of those that are subscribed, without their addresses. */
  browsers(notifier: string): readonly string[]
  add(
    notifier: string,
    browser: { readonly endpoint: string; readonly p256dh: string; readonly auth: string },
  ): Promise<void>
  remove(notifier: string, browser: string): Promise<void>
  removeAll(notifier: string): Promise<void>
}

/** All that the API asks of alerts. */
export interface AlertService {
  readonly book: AlertBook
  /** For a rule. */
  newId(): string
  kinds(): Promise<readonly Pick<NotifierKind, 'kind' | 'fields'>[]>
  status(notifier: string): CourierStatus
  counts(): FateCounts
  /** Sends a test message now, whatever else waits. */
  test(notifier: string): Promise<Delivery>
  readonly push: PushBrowsers
}
