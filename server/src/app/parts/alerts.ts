import { type Alerts, startAlerts } from '../../alerts/alerts.ts'
import {
  type AlertBook,
  type AlertsDocument,
  createAlertBook,
  type SecretsDocument,
} from '../../alerts/book/book.ts'
import { readAlertsDocument, readSecretsDocument } from '../../alerts/book/read-documents.ts'
import { createDelivery, type DeliverySystem } from '../../alerts/delivery/delivery.ts'
import type { Figures } from '../../alerts/figures.ts'
import { type Notice, type NotifierConfig, type NotifierKinds, withFallbacks } from '../../alerts/notifier.ts'
import type { AlertMemory, Delivery } from '../../alerts/ports.ts'
import type { AlertService } from '../../alerts/service.ts'
import type { Config } from '../../config/config.ts'
import { createHttpClient } from '../../http/client.ts'
import type { NotifierSight } from '../../incidents/snapshot.ts'
import type { Incidents } from '../../incidents/watch.ts'
import type { Clock } from '../../lib/clock.ts'
import { reasonOf } from '../../lib/errors.ts'
import { startLoop } from '../../lib/loop.ts'
import { notifierKinds } from '../../notifiers/kinds.ts'
import type { Presence } from '../../notifiers/mqtt/presence.ts'
import {
  browserId,
  createPushSubscribers,
  type PushDocument,
  readPushDocument,
} from '../../notifiers/push/subscribers.ts'
import { withoutSecrets } from '../../notifiers/without-secrets.ts'
import { openDocument } from '../../store/documents/open-document.ts'
import type { Store } from '../../store/open.ts'
import { alertWords, noticeOf, testNotice } from '../adapters/alert-notices.ts'

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
const SHOW_EVERY_MS = 2_000
const TEST_TIMEOUT_MS = 20_000

export async function openAlerts(options: AppAlertsOptions): Promise<AppAlerts> {
  const { config, store, clock, newId } = options
  const { dataDir } = config.storage
  const [kept, secrets, pushed] = await Promise.all([
    openDocument<AlertsDocument>({
      dataDir,
      name: 'alerts.json',
      version: 1,
      read: readAlertsDocument,
      clock,
    }),
    openDocument<SecretsDocument>({
      dataDir,
      name: 'alert-secrets.json',
      version: 1,
      read: readSecretsDocument,
      clock,
    }),
    openDocument<PushDocument>({ dataDir, name: 'web-push.json', version: 1, read: readPushDocument, clock }),
  ])
  const http = createHttpClient({ keepAliveMs: 0, longestBytes: LONGEST_ANSWER_BYTES })
  const push = createPushSubscribers(pushed)
  const kinds = notifierKinds({ http, nowMs: clock.now, push })
  const book = createAlertBook({ kinds, alerts: kept, secrets, environment: config.alerts, newId })
  const link = config.http.publicUrl === null ? null : `${config.http.publicUrl}/panel/`

  async function send(
    to: NotifierConfig,
    notice: (config: NotifierConfig) => Promise<Notice>,
    signal: AbortSignal,
  ) {
    const kind = await kinds.get(to.kind)
    const full = { ...to, fields: withFallbacks(kind, to.fields) }
    return withoutSecrets(await kind.send(full, await notice(full), signal), kind, full.fields)
  }
  const wordsFor = async ({ language }: NotifierConfig) => ({
    words: await alertWords(language),
    language,
    link,
  })

  const delivery = createDelivery({
    clock,
    deliver: (message, signal) =>
      send(book.notifier(message.notifier), async (to) => noticeOf(message, await wordsFor(to)), signal),
    onDone: store.alerts.drop,
    onResult: store.alerts.putResult,
  })

  async function test(id: string): Promise<Delivery> {
    const to = book.notifier(id)
    const over = AbortSignal.timeout(TEST_TIMEOUT_MS)
    const notice = async () => testNotice(newId(), clock.now(), await wordsFor(to))
    const sent = await send(to, notice, over).catch(
      (error: unknown): Delivery => ({
        kind: 'failed',
        reason: over.aborted ? { code: 'receiver_hangs', timeoutMs: TEST_TIMEOUT_MS } : reasonOf(error),
      }),
    )
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
      push: {
        key: async () => (await push.keys()).publicKey,
        browsers: (id) => push.list(id).map(browserId),
        add: (id, browser) => push.add(id, { ...browser, addedAtMs: clock.now() }),
        remove: push.remove,
        removeAll: push.removeAll,
      },
    },
    sights: () =>
      book
        .notifiers()
        .filter(({ enabled }) => enabled)
        .map((each) => sightOf(each, delivery)),
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

function sightOf({ id, name }: NotifierConfig, delivery: DeliverySystem): NotifierSight {
  const { waiting, last, failingSinceMs } = delivery.status(id)
  return { id, name, waiting, reason: last?.reason ?? null, failingSinceMs }
}

interface Shown {
  readonly book: AlertBook
  readonly kinds: NotifierKinds
  readonly figures: () => Figures
  readonly link: string | null
}

/** One connection for each broker on which Home Assistant is shown how things are; none is opened where there is none. */
function startPresences({ config, version, clock }: AppAlertsOptions, { book, kinds, figures, link }: Shown) {
  const running = new Map<string, { readonly presence: Presence; readonly gist: string }>()
  const origin = { instance: config.engines.instance, version, link }

  async function match(): Promise<void> {
    const wanted = new Map(
      book.notifiers().flatMap((each) => (each.kind === 'mqtt' && each.enabled ? [[each.id, each]] : [])),
    )
    for (const [id, { presence, gist }] of running)
      if (JSON.stringify(wanted.get(id)?.fields) !== gist) {
        running.delete(id)
        await presence.stop(true)
      }
    for (const [id, { fields }] of wanted) {
      if (running.has(id)) continue
      const full = withFallbacks(await kinds.get('mqtt'), fields)
      if (full['home_assistant'] !== 'true') continue
      const { startPresence } = await import('../../notifiers/mqtt/presence.ts')
      running.set(id, {
        presence: startPresence({ fields: full, origin, read: figures }),
        gist: JSON.stringify(fields),
      })
    }
  }

  const loop = startLoop(clock, async () => {
    await match()
    for (const { presence } of running.values()) presence.update()
    return running.size === 0 ? Number.MAX_SAFE_INTEGER : SHOW_EVERY_MS
  })
  return {
    changed: loop.wake,
    stop: async () => {
      await loop.stop()
      await Promise.all([...running.values()].map(({ presence }) => presence.stop(false)))
    },
  }
}
