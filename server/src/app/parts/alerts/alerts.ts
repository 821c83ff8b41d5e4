import { type Alerts, startAlerts } from '../../../alerts/alerts.ts'
import { type AlertBook, createAlertBook } from '../../../alerts/book/book.ts'
import { createDelivery, type DeliverySystem } from '../../../alerts/delivery/delivery.ts'
import type { Figures } from '../../../alerts/figures.ts'
import type { AlertMemory } from '../../../alerts/ports.ts'
import type { AlertService, PushBrowsers } from '../../../alerts/service.ts'
import type { Config } from '../../../config/config.ts'
import { createHttpClient } from '../../../http/client.ts'
import type { NotifierSight } from '../../../incidents/snapshot.ts'
import type { Incidents } from '../../../incidents/watch.ts'
import type { Clock } from '../../../lib/clock.ts'
import { notifierKinds } from '../../../notifiers/kinds.ts'
import {
  browserId,
  createPushSubscribers,
  type PushSubscribers,
} from '../../../notifiers/push/subscribers.ts'
import type { Store } from '../../../store/open.ts'
import { openAlertDocuments } from './open-documents.ts'
import { startPresences } from './presences.ts'
import { createSending } from './sending.ts'

export interface AppAlertsOptions {
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
  readonly newId: () => string
  readonly version: string
}

/** What is opened before anything is watched. */
export interface AppAlerts {
  readonly service: AlertService
  /** What incidents are looked for in. */
  readonly sights: () => readonly NotifierSight[]
  start(incidents: Incidents, figures: () => Figures): RunningAlerts
}

export interface RunningAlerts {
  restore(memory: AlertMemory | null): void
  stop(): Promise<void>
}

const LONGEST_ANSWER_BYTES = 64 * 1024

export async function openAlerts(options: AppAlertsOptions): Promise<AppAlerts> {
  const { config, store, clock, newId } = options
  const documents = await openAlertDocuments(config.storage.dataDir, clock)
  const http = createHttpClient({ keepAliveMs: 0, longestBytes: LONGEST_ANSWER_BYTES })
  const push = createPushSubscribers(documents.browsers)
  const kinds = notifierKinds({ http, nowMs: clock.now, push })
  const book = createAlertBook({ ...documents, kinds, environment: config.alerts, newId })
  const link = config.http.publicUrl === null ? null : `${config.http.publicUrl}/panel/`
  const sending = createSending({ book, kinds, link, newId, nowMs: clock.now })
  const delivery = createDelivery({
    clock,
    deliver: sending.deliver,
    onDone: store.alerts.drop,
    onResult: store.alerts.putResult,
  })
  const test = async (id: string) => {
    const sent = await sending.test(id)
    delivery.learn(id, sent)
    return sent
  }

  return {
    service: {
      book,
      newId,
      kinds: kinds.all,
      status: delivery.status,
      counts: delivery.counts,
      test,
      push: browsersOf(push, clock),
    },
    sights: () => sightsOf(book, delivery),
    start: (incidents, figures) => {
      const alerts = startAlerts({
        incidents,
        rules: book.rules,
        notifiers: () => enabledIds(book),
        delivery,
        store: store.alerts,
        clock,
      })
      const presences = startPresences(options, { book, kinds, figures, link })
      book.changes.on((id) => {
        alerts.changed()
        if (id !== null) delivery.retry(id)
        presences.changed()
      })
      delivery.changes.on(incidents.wake)
      return { restore: alerts.restore, stop: () => stopAll(alerts, presences, delivery, http) }
    },
  }
}

function browsersOf(push: PushSubscribers, clock: Clock): PushBrowsers {
  return {
    key: async () => (await push.keys()).publicKey,
    browsers: (id) => push.list(id).map(browserId),
    add: (id, browser) => push.add(id, { ...browser, addedAtMs: clock.now() }),
    remove: push.remove,
    removeAll: push.removeAll,
  }
}

async function stopAll(
  alerts: Alerts,
  presences: { stop(): Promise<void> },
  delivery: DeliverySystem,
  http: { close(): Promise<void> },
): Promise<void> {
  await Promise.all([alerts.stop(), presences.stop(), delivery.stop()])
  await http.close()
}

function enabledIds(book: AlertBook): readonly string[] {
  return book.notifiers().flatMap(({ id, enabled }) => (enabled ? [id] : []))
}

function sightsOf(book: AlertBook, delivery: DeliverySystem): readonly NotifierSight[] {
  return book
    .notifiers()
    .filter(({ enabled }) => enabled)
    .map(({ id, name }) => {
      const { waiting, last, failingSinceMs } = delivery.status(id)
      return { id, name, waiting, reason: last?.reason ?? null, failingSinceMs }
    })
}
