/** Alerts over documents in memory, whose notifiers send nothing unless a test says so. */
import { createAlertBook } from '../../server/src/alerts/book/book.ts'
import type { NotifierConfig } from '../../server/src/alerts/notifier.ts'
import type { AlertRule } from '../../server/src/alerts/rules/rule.ts'
import type { AlertService } from '../../server/src/alerts/service.ts'
import type { HttpClient } from '../../server/src/http/client.ts'
import type { StoredDocument } from '../../server/src/lib/stored-document.ts'
import { notifierKinds } from '../../server/src/notifiers/kinds.ts'
import {
  browserId,
  createPushSubscribers,
  type PushDocument,
} from '../../server/src/notifiers/push/subscribers.ts'

function memoryDocument<T>(): StoredDocument<T> {
  let kept: { readonly revision: number; readonly data: T | null } = { revision: 0, data: null }
  return {
    current: () => kept,
    fault: () => null,
    write: async (data, revision) => {
      if (revision !== kept.revision) return { kind: 'conflict', now: kept }
      kept = { revision: revision + 1, data }
      return { kind: 'written', revision: kept.revision }
    },
  }
}

interface Environment {
  readonly notifiers: readonly NotifierConfig[]
  readonly rule: AlertRule | null
}

const NO_HTTP: HttpClient = {
  request: async () => ({ kind: 'failed', failure: 'refused', errorCode: 'ECONNREFUSED', text: '' }),
  close: async () => {},
}

export function fakeAlerts(environment: Environment = { notifiers: [], rule: null }) {
  let ids = 0
  const newId = () => `n-${++ids}`
  const subscribers = createPushSubscribers(memoryDocument<PushDocument>())
  const push: AlertService['push'] = {
    key: async () => (await subscribers.keys()).publicKey,
    browsers: (id) => subscribers.list(id).map(browserId),
    add: (id, browser) => subscribers.add(id, { ...browser, addedAtMs: 0 }),
    remove: subscribers.remove,
    removeAll: subscribers.removeAll,
  }
  const kinds = notifierKinds({ http: NO_HTTP, nowMs: () => 0, push: subscribers })
  const documents = { alerts: memoryDocument<never>(), secrets: memoryDocument<never>() }
  const book = createAlertBook({ kinds, ...documents, environment, newId })
  const service: AlertService = {
    book,
    newId,
    kinds: kinds.all,
    status: () => ({ waiting: 0, last: null, failingSinceMs: null }),
    counts: () => ({ sent: 0, failed: 0, dropped: 0 }),
    test: async () => ({ kind: 'failed', reason: { code: 'receiver_hangs', timeoutMs: 1000 } }),
    push,
  }
  return { service, book, documents, subscribers }
}
